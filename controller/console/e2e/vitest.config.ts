import { defineConfig } from 'vitest/config';

// Real tongluod, real terminals, Debian's Chromium. The steps of a file build on each other, so the first that fails ends it. What they wait for has
// limits of its own; a whole step has time on a machine that does much else.
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    fileParallelism: false,
    bail: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ['verbose'],
  },
});
