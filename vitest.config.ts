import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'dist/**', 'e2e/**', 'runs/**'],
    environment: 'node',
    testTimeout: 30_000,
    // Both cores of a small machine; left to itself vitest takes one of them.
    maxWorkers: 2,
  },
});
