import { describe, expect, it } from 'vitest';
import { roundedPath, wirePath } from './wire-path.ts';

const box = (left: number, top: number) => ({ left, top, right: left + 220, bottom: top + 120 });

describe('wirePath()', () => {
  it('is a straight line between ports on one level', () => {
    expect(wirePath({ x: 220, y: 40 }, { x: 300, y: 40 }, box(0, 0), box(300, 0))).toEqual({
      path: 'M220,40 L300,40',
      label: { x: 260, y: 40 },
    });
  });
  it('is a curve forward', () => {
    expect(wirePath({ x: 220, y: 40 }, { x: 300, y: 140 }, box(0, 0), box(300, 100)).path).toContain(
      'C260,40',
    );
  });
  it('turns back through the gap above the next row', () => {
    // the target lies one row below and to the left
    const { label, path } = wirePath({ x: 820, y: 40 }, { x: 0, y: 280 }, box(600, 0), box(0, 240));
    expect(label.y).toBe(180);
    expect(path.startsWith('M820,40')).toBe(true);
    expect(path.endsWith('L0,280')).toBe(true);
  });
  it('stays in a narrow gap, and goes below both where there is none', () => {
    expect(wirePath({ x: 820, y: 40 }, { x: 0, y: 180 }, box(600, 0), box(0, 140)).label.y).toBe(130);
    expect(wirePath({ x: 820, y: 40 }, { x: 0, y: 60 }, box(600, 0), box(0, 20)).label.y).toBe(160);
  });
  it('goes above when the target lies above', () => {
    expect(wirePath({ x: 820, y: 540 }, { x: 0, y: 40 }, box(600, 500), box(0, 0)).label.y).toBe(436);
  });
});

describe('roundedPath()', () => {
  it('rounds corners by the radius, or by half of a short stretch', () => {
    const path = roundedPath(
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 100, y: 8 },
      ],
      8,
    );
    expect(path).toBe('M0,0 L92,0 Q100,0 100,4 L100,8');
  });
  it('is empty without points', () => {
    expect(roundedPath([], 8)).toBe('');
  });
});
