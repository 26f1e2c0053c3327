import path from 'node:path';
import { build } from 'vite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Asset, type Chunk, initialScripts } from './initial-scripts.mjs';
import { root } from './paths.mjs';

/** What may be loaded before a screen is painted for the first time, compressed, bytes. */
const LIMIT = 350_000;

function chunk(fileName: string, imports: string[], more: Partial<Chunk> = {}): Chunk {
  return { type: 'chunk', fileName, isEntry: false, facadeModuleId: null, imports, code: fileName, ...more };
}

describe('initialScripts()', () => {
  /*
   *  index ──▶ react ◀── screen ──▶ canvas ──▶ react        other (loaded later)
   */
  const output: (Chunk | Asset)[] = [
    chunk('index.js', ['react.js'], { isEntry: true }),
    chunk('react.js', []),
    chunk('screen.js', ['canvas.js', 'react.js'], { facadeModuleId: '/src/Screen.tsx' }),
    chunk('canvas.js', ['react.js']),
    chunk('other.js', ['react.js'], { facadeModuleId: '/src/Other.tsx' }),
    { type: 'asset', fileName: 'index.css' },
  ];

  it('[FAST5] counts what entry and screen import, each file once, and nothing that is loaded later', () => {
    const { files, gzipBytes } = initialScripts(output, '/Screen.tsx');
    expect(files.map(({ name }) => name).toSorted()).toEqual([
      'canvas.js',
      'index.js',
      'react.js',
      'screen.js',
    ]);
    expect(gzipBytes).toBe(files.reduce((sum, file) => sum + file.gzipBytes, 0));
  });

  it('[FAST5] does not take a screen that is no longer loaded lazily for one that costs nothing', () => {
    expect(() => initialScripts(output, '/Gone.tsx')).toThrow(/Gone/);
  });
});

describe('the interface', () => {
  let output: readonly (Chunk | Asset)[] = [];

  beforeAll(async () => {
    // Tests run in an environment of their own, for which React would be built with all its warnings.
    vi.stubEnv('NODE_ENV', 'production');
    const built = await build({
      configFile: path.join(root, 'vite.config.ts'),
      root: path.join(root, 'renderer'),
      logLevel: 'error',
      build: { write: false },
    });
    output = (built as unknown as { readonly output: typeof output }).output;
  }, 120_000);

  it.each(['canvas/FlowScreen.tsx', 'start/StartScreen.tsx'])('[FAST5] %s loads at most 350 KB', (screen) => {
    const { gzipBytes, files } = initialScripts(output, screen);
    const parts = files.slice(0, 6).map((file) => `${file.name} ${kilobytes(file.gzipBytes)}`);
    console.log(
      `${screen}: ${kilobytes(gzipBytes)} of scripts before the first paint (${parts.join(', ')} …)`,
    );
    expect(gzipBytes).toBeLessThanOrEqual(LIMIT);
  });
});

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
