import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a running tongluod: TONGLUO_CONSOLE=https://127.0.0.1:7443
const controller = process.env.TONGLUO_CONSOLE ?? 'https://127.0.0.1:7443';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    fs: { allow: ['.', '../http'] },  // the words of the API's codes
    proxy: { '/api': { target: controller, secure: false, ws: true, changeOrigin: true, headers: { origin: controller } } },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: {
        manualChunks: (id) => (/node_modules\/(react|react-dom|scheduler|@tanstack)\//.test(id) ? 'react' : undefined),
      },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node', setupFiles: ['src/test_setup.ts'] },
});
