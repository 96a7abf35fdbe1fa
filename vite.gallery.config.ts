/** Builds the gallery alone, for its browser test; the page's own build knows nothing of it. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { englishOnly } from './scripts/englishOnly.mjs';

export default defineConfig({
  base: './',
  publicDir: false,
  plugins: [react(), englishOnly()],
  build: {
    target: 'es2022',
    outDir: 'node_modules/.cache/gallery',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: 'gallery.html' },
  },
});
