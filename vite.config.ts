import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The pages, built for the server of src/api/pages.ts; they have no server of their own. */
export default defineConfig({
  root: fileURLToPath(new URL('./src/ui', import.meta.url)),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('./dist/ui', import.meta.url)),
    emptyOutDir: true,
    // A picture within a style sheet would be a data: address, which the pages' policy allows for images alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
