import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Parts that change with their package's version only, so that a browser keeps them over an update of ours. */
const VENDOR_GROUPS = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]/ },
  { name: 'canvas', test: /node_modules[\\/](@xyflow|d3-[a-z]+|classcat)[\\/]/ },
  { name: 'data', test: /node_modules[\\/](@tanstack|@orpc|zustand)[\\/]/ },
];

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // What Electron 45 and today's browsers run.
    target: 'es2023',
    // The page's policy allows neither inline scripts nor `data:` fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licences.md' },
    rolldownOptions: { output: { codeSplitting: { groups: VENDOR_GROUPS } } },
  },
});
