import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../engine/index.ts';
import { readCommand, readCommandLine } from './open-requests.ts';

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

describe('readCommand', () => {
  it.each([
    [['ekphrasis', '--cli', 'run', 'p.ekp', '--json'], true, ['run', 'p.ekp', '--json']],
    [['ekphrasis', '--ozone-platform=headless', '--disable-gpu', '--cli'], true, []],
    [['ekphrasis', '--cli', 'fly', '--cli'], true, ['fly', '--cli']],
    [['ekphrasis', 'run', 'p.ekp', '--limit', '3'], true, ['run', 'p.ekp', '--limit', '3']],
    [['electron', '--no-sandbox', '/app', 'nodes'], false, ['nodes']],
    [['electron', 'run', 'status'], false, ['status']],
    [['ekphrasis', '--help'], true, ['--help']],
    [['ekphrasis', 'p.ekp'], true, undefined],
    [['ekphrasis', 'p.ekp', 'run'], true, undefined],
    [['ekphrasis', '/photos/p.ekp', '--cli'], true, undefined],
    [['electron', '/app', '--sample'], false, undefined],
    [['ekphrasis'], true, undefined],
  ])('%j, packed %j', (args, packed, wanted) => {
    expect(readCommand(args, packed)).toEqual(wanted);
  });

  it('knows every command of the command line', async () => {
    let help = '';
    const terminal = {
      out: (text: string) => {
        help += text;
      },
      err: () => undefined,
      isLive: false,
      columns: () => 80,
      environment: {},
      folder: '/',
      onInterrupt: () => () => undefined,
      quit: () => undefined,
    };
    expect(await runCommandLine(['--help'], terminal)).toBe(0);
    const [, list = ''] = help.split('Commands:');
    const names = Array.from(
      list.split('Exit codes')[0]?.matchAll(/^ {2}(\w+)/gm) ?? [],
      ([, name]) => name ?? '',
    );
    expect(names.length).toBeGreaterThan(7);
    expect(names.filter((name) => readCommand(['ekphrasis', name], true) === undefined)).toEqual([]);
  });
});
