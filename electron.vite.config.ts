import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      sourcemap: true,
      rollupOptions: {
        input: { cli: resolve(import.meta.dirname, 'main/hosts/cli/main.ts') },
        output: { format: 'es' },
      },
    },
  },
});
