import { describe, expect, it } from 'vitest';
import { readCommandLine } from './open-requests.ts';

describe('readCommandLine', () => {
  it.each([
    [['electron', '/app', '--sample'], { kind: 'sample' }],
    [['electron', '/app', 'birds.ekp'], { kind: 'project', path: '/home/mara/birds.ekp' }],
    [['ekphrasis', '/tmp/a b/Ünï.EKP'], { kind: 'project', path: '/tmp/a b/Ünï.EKP' }],
    [
      ['ekphrasis', '--no-sandbox', '--user-data-dir=/x.ekp', 'b.ekp', '--sample'],
      { kind: 'project', path: '/home/mara/b.ekp' },
    ],
    [['ekphrasis'], undefined],
    [['ekphrasis', '/app', 'notes.txt'], undefined],
    [['/opt/strange.ekp'], undefined],
  ])('%j', (args, wanted) => {
    expect(readCommandLine(args, '/home/mara')).toEqual(wanted);
  });
});
