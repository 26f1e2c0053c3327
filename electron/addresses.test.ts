import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTENT_POLICY, isOwnPage, parseAppAddress, parsePictureAddress } from './addresses.ts';

const hash = 'a1'.repeat(32);

describe('isOwnPage', () => {
  it.each([
    ['ekp-app://app/index.html', true],
    ['ekp-app://app/', true],
    ['ekp-app://app.evil.example/index.html', false],
    ['ekp-app://app@evil.example/', false],
    ['ekp-app://evil@app/', false],
    ['https://app/index.html', false],
    ['file:///etc/passwd', false],
    ['about:blank', false],
    ['not an address', false],
    [undefined, false],
  ])('%s: %s', (address, own) => {
    expect(isOwnPage(address)).toBe(own);
  });
});

describe('parsePictureAddress', () => {
  it('reads pictures and thumbnails by hash', () => {
    expect(parsePictureAddress(`ekp://image/${hash}`)).toEqual({ size: 'image', hash });
    expect(parsePictureAddress(`ekp://thumb/${hash}`)).toEqual({ size: 'thumb', hash });
  });

  it.each([
    `ekp://image/${hash.toUpperCase()}`,
    `ekp://image/${hash}/..`,
    `ekp://image/../${hash}`,
    `ekp://image/${hash}?x=1`,
    `ekp://image/${hash}\n`,
    `ekp://file/${hash}`,
    'ekp://image/%2e%2e%2fetc',
    'ekp://image/',
  ])('refuses %s', (address) => {
    expect(parsePictureAddress(address)).toBeUndefined();
  });

  it('takes nothing but 64 lower-case hex digits', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[0-9a-f]{64}$/.test(text));
        expect(parsePictureAddress(`ekp://thumb/${text}`)).toBeUndefined();
      }),
    );
  });
});

describe('parseAppAddress', () => {
  it('reads files of the built interface with their media type', () => {
    expect(parseAppAddress('ekp-app://app/')).toEqual({
      path: 'index.html',
      mediaType: 'text/html; charset=utf-8',
    });
    expect(parseAppAddress('ekp-app://app/assets/index-Ab_3.js')).toEqual({
      path: 'assets/index-Ab_3.js',
      mediaType: 'text/javascript; charset=utf-8',
    });
  });

  it.each([
    'ekp-app://app/.env',
    'ekp-app://app/..%2f..%2fpackage.json',
    'ekp-app://app/a//b.js',
    'ekp-app://app/main.exe',
    'ekp-app://other/index.html',
    'https://app/index.html',
  ])('refuses %s', (address) => {
    expect(parseAppAddress(address)).toBeUndefined();
  });

  it('keeps a way out, which the URL parser folds away, inside the folder', () => {
    expect(parseAppAddress('ekp-app://app/%2e%2e/../etc/passwd.json')?.path).toBe('etc/passwd.json');
  });

  it('never leaves the folder, whatever the address', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.array(fc.constantFrom('..', '%2e%2e', '.', '/', '\\')), (path, ways) => {
        const file = parseAppAddress(`ekp-app://app/${ways.join('/')}${path}`);
        if (file === undefined) return;
        expect(file.path.split('/')).not.toContain('..');
        expect(file.path).not.toMatch(/^[/\\]|%|\\/);
      }),
    );
  });
});

describe('CONTENT_POLICY', () => {
  it('allows neither foreign scripts nor evaluation nor connections to elsewhere', () => {
    expect(CONTENT_POLICY).toContain("script-src 'self';");
    expect(CONTENT_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(CONTENT_POLICY).toContain("default-src 'none'");
  });
});
