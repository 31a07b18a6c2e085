import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

// The console is served under /console/ and shares nothing with the check page, so that either can be closed off alone.
export default defineConfig({
  base: '/console/',
  publicDir: false,
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: 'dist/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'console.html' },
  },
});
