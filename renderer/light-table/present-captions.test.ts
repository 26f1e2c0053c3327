import { describe, expect, it } from 'vitest';
import { captionsByAge } from './present-captions.ts';

describe('captionsByAge', () => {
  it('keeps the newest of each node, and all that came with the image', () => {
    const [a2, a1, b1] = [
      { id: 4, node: 'a' },
      { id: 3, node: 'a' },
      { id: 2, node: 'b' },
    ];
    const [came, alsoCame] = [
      { id: 1, node: undefined },
      { id: 0, node: undefined },
    ];
    expect(captionsByAge([a2, a1, b1, came, alsoCame])).toEqual({
      present: [a2, b1, came, alsoCame],
      earlier: [a1],
    });
    expect(captionsByAge([])).toEqual({ present: [], earlier: [] });
  });
});
