import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

// The page is served under /check/, next to the API.
export default defineConfig({
  base: '/check/',
  plugins: [react()],
  build: { target: 'es2022', chunkSizeWarningLimit: 4096 },
});
