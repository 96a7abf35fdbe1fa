import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { englishOnly } from './scripts/englishOnly.mjs';
import { offline } from './scripts/offline.mjs';
import { runtimeFiles } from './scripts/runtimeFiles.mjs';
import { ISOLATION_HEADERS, PAGE_POLICY } from './workers/offline/policy.ts';

/** Cross-origin isolation: without it browsers refuse shared memory, and WASM runs on one thread. */
const headers = { ...ISOLATION_HEADERS };

/** The build of onnxruntime-web that loads its .mjs and .wasm from the address it is given, instead of inlining them. */
const conditions = ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions];

export default defineConfig({
  // Relative addresses: the build works on any static host, in a subpath too.
  base: './',
  // A missing file is a 404, never the page: a missing model must not look like a broken one.
  appType: 'mpa',
  plugins: [react(), englishOnly(), runtimeFiles(), offline({ pagePolicy: PAGE_POLICY })],
  resolve: { conditions },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { headers },
  preview: { headers },
  build: {
    target: 'es2022',
    // Nothing inline (no data: addresses), so that a strict Content-Security-Policy holds.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }],
        },
      },
    },
  },
});
