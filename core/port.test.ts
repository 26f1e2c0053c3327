import { expect, it } from 'vitest';
import { type PortType, portFits } from './port.ts';

it('lets a caption stand in wherever a prompted image or an image is asked for, and nothing the other way round', () => {
  const order: PortType[] = ['image', 'prompted-image', 'caption'];
  for (const [from, fromType] of order.entries()) {
    for (const [to, toType] of order.entries()) expect(portFits(fromType, toType)).toBe(from >= to);
  }
});

it('keeps artifacts to ports of their own type', () => {
  const all: PortType[] = ['image', 'prompted-image', 'caption', 'dataset', 'model', 'evaluation'];
  for (const artifact of ['dataset', 'model', 'evaluation'] as const) {
    expect(all.filter((type) => portFits(artifact, type))).toEqual([artifact]);
    expect(all.filter((type) => portFits(type, artifact))).toEqual([artifact]);
  }
});
