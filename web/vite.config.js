import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

// The page is served under /check/, next to the API. The server writes a nonce of its own into each document.
export default defineConfig({
  base: '/check/',
  plugins: [react()],
  html: { cspNonce: '__NONCE__' },
  build: { target: 'es2022', chunkSizeWarningLimit: 4096, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
