import { describe, expect, it } from 'vitest';
import { runtimePackages } from './runtime-packages.mjs';
import { rewriteSourceUrls } from './source-urls.mjs';

describe('what a source finds beside itself, once bundled', () => {
  const place = {
    file: 'engine/images/image-pool.ts',
    entries: { 'engine/images/image-worker.ts': 'image-worker.js' },
    output: 'dist/electron',
  };

  it.each([
    ["new URL('./image-worker.ts', import.meta.url)", "new URL('./image-worker.js', import.meta.url)"],
    ["new URL('../../assets/', import.meta.url)", "new URL('../../assets/', import.meta.url)"],
    ["new URL('../../package.json', import.meta.url)", "new URL('../../package.json', import.meta.url)"],
    ["new URL('../../dist/renderer/', import.meta.url)", "new URL('../renderer/', import.meta.url)"],
    ["new URL('https://example.org/')", "new URL('https://example.org/')"],
  ])('%s', (source, bundled) => {
    expect(rewriteSourceUrls(`const url = ${source};`, place)).toBe(`const url = ${bundled};`);
  });

  it.each([
    [
      "new Worker(new URL('./other-worker.ts', import.meta.url))",
      'engine/images/other-worker.ts is started as a program',
    ],
    ['path.join(import.meta.dirname, "x")', 'import.meta.dirname'],
    ['createRequire(import.meta.url).resolve("x") + import.meta.url;', 'import.meta.url'],
  ])('%s is refused', (source, message) => {
    expect(() => rewriteSourceUrls(source, place)).toThrow(message);
  });
});

describe('packages that the packed app carries', () => {
  const packages = {
    'node_modules/a': {
      dependencies: { b: '1', tool: '1' },
      optionalDependencies: { 'c-win32': '1', gone: '1' },
    },
    'node_modules/a/node_modules/b': { dependencies: { d: '1' } },
    'node_modules/b': {},
    'node_modules/c-win32': {},
    'node_modules/d': { dependencies: { a: '1' } },
    'node_modules/tool': {},
    'node_modules/unused': {},
  };

  it('are found as Node finds them, in circles too', () => {
    expect(runtimePackages(packages, ['a'], { leaveOut: ['tool'] })).toEqual([
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/c-win32',
      'node_modules/d',
    ]);
  });

  it('must be in the lock file', () => {
    expect(() => runtimePackages(packages, ['e'], { leaveOut: [] })).toThrow('lacks e, which the app needs');
  });
});
