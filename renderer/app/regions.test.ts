import { describe, expect, it } from 'vitest';
import { nextRegion } from './regions.ts';
import { roomOf } from './window-size.ts';

describe('nextRegion()', () => {
  const there = ['rail', 'topBar', 'canvas', 'strip'] as const;
  it('goes round through what is there, in the order of the screen', () => {
    expect(nextRegion(there, undefined, false)).toBe('topBar');
    expect(nextRegion(there, 'rail', false)).toBe('canvas');
    expect(nextRegion(there, 'strip', false)).toBe('topBar');
    expect(nextRegion(there, 'topBar', true)).toBe('strip');
  });
  it('starts anew when the focus is in a region that is gone', () => {
    expect(nextRegion(there, 'inspector', false)).toBe('topBar');
    expect(nextRegion([], 'inspector', false)).toBeUndefined();
  });
});

describe('roomOf()', () => {
  it('gives way in the order of the design language', () => {
    expect(roomOf(1440, 900)).toEqual({
      palette: true,
      inspector: true,
      wideTopBar: true,
      single: false,
      strip: true,
    });
    expect(roomOf(1279, 720)).toEqual({
      palette: false,
      inspector: true,
      wideTopBar: true,
      single: false,
      strip: true,
    });
    expect(roomOf(1150, 719)).toEqual({
      palette: false,
      inspector: true,
      wideTopBar: false,
      single: false,
      strip: false,
    });
    // 200 % zoom on the smallest window.
    expect(roomOf(640, 400)).toEqual({
      palette: false,
      inspector: false,
      wideTopBar: false,
      single: true,
      strip: false,
    });
    expect(roomOf(1024, 640)).toEqual({
      palette: false,
      inspector: false,
      wideTopBar: false,
      single: false,
      strip: false,
    });
  });
});
