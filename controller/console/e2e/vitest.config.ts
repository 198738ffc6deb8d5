import { defineConfig } from 'vitest/config';

// Real tongluod, real terminals, Debian's Chromium. The steps of a file build on each other, so the first that fails ends it.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    bail: 1,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});
