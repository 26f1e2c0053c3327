import { describe, expect, it } from 'vitest';
import { findElectron, hasDisplay } from './electron-binary.mjs';
import { commandLineFor, parseStartArguments } from './start-arguments.mjs';
import { formatSeconds } from './steps.mjs';

describe('npm start', () => {
  it.each([
    [[], ['serve', '--sample']],
    [['--headless'], ['sample', '--headless']],
    [
      ['--headless', '--limit', '5'],
      ['sample', '--headless', '--limit', '5'],
    ],
    [['my pictures.ekp'], ['serve', '/home/me/my pictures.ekp']],
    [
      ['--browser', '/data/p.ekp'],
      ['serve', '/data/p.ekp'],
    ],
  ])('%j becomes ekphrasis %j', (args, command) => {
    expect(commandLineFor(parseStartArguments(args, '/home/me'))).toEqual(command);
  });

  it.each([
    [['a.ekp', 'b.ekp'], 'Only one project'],
    [['--headless', 'a.ekp'], 'npx ekphrasis run a.ekp'],
    [['--limit', '3'], '--limit needs --headless'],
    [['--headless', '--limit', '0'], 'whole number from 1'],
    [['--headless', '--limit', '1e3'], 'whole number from 1'],
    [['--heedless'], '--heedless'],
  ])('%j is refused', (args, message) => {
    expect(() => parseStartArguments(args, '/home/me')).toThrow(message);
  });
});

describe('a desktop window', () => {
  it('needs a display on Linux', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });

  it('needs a program that is there: a folder that lacks it is not one', () => {
    expect(
      findElectron({ env: { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }, platform: 'linux' }),
    ).toBeUndefined();
    expect(findElectron({ env: {}, folder: '/nowhere', platform: 'win32' })).toBeUndefined();
  });
});

it('durations read as people say them', () => {
  expect([80, 9_940, 11_600, 119_400, 119_600, 185_000].map(formatSeconds)).toEqual([
    '0.1 s',
    '9.9 s',
    '12 s',
    '119 s',
    '2 min 0 s',
    '3 min 5 s',
  ]);
});
