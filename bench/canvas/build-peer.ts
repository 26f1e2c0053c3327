import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const SOURCES = fileURLToPath(new URL('./peer/', import.meta.url));

/** Builds the peer's page into a folder, as the interface is built. */
export async function buildPeer(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: SOURCES,
    base: './',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', reportCompressedSize: false },
  });
}
