import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DatabaseFile from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLOW, NEVER_SAID, node, wire } from './testing-bad-input.ts';
import { type Called, callMain } from './testing-terminal.ts';

/*
 * What a user sees of bad flows and bad project files, through the real command line. The rules are docs/specs/bad-input.md.
 */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekphrasis-bad-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const call = (...argv: string[]) => callMain(folder, argv);
function write(name: string, content: string | Uint8Array | object): string {
  const text = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(join(folder, name), text ? content : JSON.stringify(content));
  return name;
}

async function newProject(flow: object = FLOW): Promise<void> {
  expect((await call('new', 'p.ekp', '--template', write('flow.json', flow))).code).toBe(0);
}

function expectPlain({ err, out }: Called): void {
  for (const never of NEVER_SAID) expect(err + out).not.toMatch(never);
}

describe('flows', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  it.each<[string, string | object, string]>([
    [
      'a circle',
      {
        nodes: [node('one', 'filters.length'), node('two', 'filters.length')],
        wires: [wire(['one', 'kept'], ['two', 'caption']), wire(['two', 'kept'], ['one', 'caption'])],
      },
      '✗ one: The wires go round in a circle: one, two.\n    Remove one of the wires between these nodes.\n',
    ],
    [
      'an unknown node',
      { nodes: [node('odd', 'filters.of-the-future')] },
      '✗ odd: "filters.of-the-future" is not part of this version.\n    Update the app, or bypass or remove the node. Its settings are kept.\n',
    ],
    [
      'an unknown port with a terminal sequence for a name',
      {
        nodes: [...FLOW.nodes.slice(1, 2), node('images', 'sources.folder', { folder: '/' })],
        wires: [
          wire(['images', 'images'], ['existing', 'image']),
          wire(['images', '\u001b[31m\nred'], ['existing', 'image']),
        ],
      },
      '✗ images. [31m red: "images" has no output " [31m red".\n    Remove the wire, or wire one of its ports.\n',
    ],
    [
      'wrong types',
      { nodes: [node('images', 'sources.folder', { folder: 42, recursive: 'maybe' })] },
      '✗ images.folder: "folder" is not valid: Invalid input: expected string, received number.\n    Change it, or restore its default.\n✗ images.recursive: "recursive" is not valid: Invalid input: expected boolean, received string.\n    Change it, or restore its default.\n',
    ],
    [
      'no flow',
      '[]',
      '✗ The flow: Invalid input: expected object, received array.\n    Correct the file, or build the flow in the app.\n',
    ],
    ['no JSON', '<html>', 'The file HERE/flow.json is not JSON.\nGive a flow as the app saves it.\n'],
    ['nothing', '', 'The file HERE/flow.json is not JSON.\nGive a flow as the app saves it.\n'],
    [
      'JSON that is too deep',
      `{"nodes":[{"id":"a","type":"b.c","params":{"x":${deep(50_000)}}}]}`,
      '✗ nodes.0.params: is nested more than 64 levels deep.\n    Correct the file, or build the flow in the app.\n',
    ],
    [
      'too many nodes',
      { nodes: Array.from({ length: 5001 }, (_, index) => node(`n${index}`, 'filters.length')) },
      '✗ nodes: Too big: expected array to have <=5000 items.\n    Correct the file, or build the flow in the app.\n',
    ],
    [
      'a flow of a later format',
      { format: 2, nodes: [] },
      '✗ This flow was made by a newer version of Ekphrasis.\n    Update the app to open it; it has not been changed.\n',
    ],
  ])('[BAD6] %s is a problem with its place', async (_title, flow, said) => {
    const called = await call('check', write('flow.json', flow));
    expectPlain(called);
    expect([called.code, (called.out + called.err).replaceAll(folder, 'HERE')]).toEqual([2, said]);
    const isFlow = /^✗ (one|odd|images)/.test(said);
    // Projects may hold a flow that does not run yet; what is no flow makes no project.
    const made = await call('new', 'x.ekp', '--template', 'flow.json');
    expect([made.code, existsSync(join(folder, 'x.ekp'))]).toEqual(isFlow ? [0, true] : [2, false]);
    expectPlain(made);
  });
});

describe('project files', () => {
  async function project(): Promise<Buffer> {
    await newProject();
    return readFileSync(join(folder, 'p.ekp'));
  }
  const changed = async (sql: string) => {
    await project();
    const database = new DatabaseFile(join(folder, 'p.ekp'));
    database.exec(sql);
    database.close();
    return readFileSync(join(folder, 'p.ekp'));
  };

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    [
      'text',
      () => Buffer.from('just some words'),
      'This file is not an Ekphrasis project: it does not begin as one.\nChoose a file that ends in .ekp and was made by this app.\n',
    ],
    [
      'nothing',
      () => Buffer.alloc(0),
      'This file is not an Ekphrasis project: it is empty, or no file.\nChoose a file that ends in .ekp and was made by this app.\n',
    ],
    [
      'half of a project',
      async () => (await project()).subarray(0, 20_000),
      'The project file is damaged.\nRestore it from a backup; an incomplete download or copy can be fetched again.\n',
    ],
    [
      'a database of another application',
      async () => changed('pragma application_id = 1'),
      'This file is not an Ekphrasis project: it does not begin as one.\nChoose a file that ends in .ekp and was made by this app.\n',
    ],
    [
      'a project of a newer version',
      async () => changed("insert into migrations values ('2999-01-01-later', 1)"),
      'This project was made by a newer version of Ekphrasis.\nUpdate the app to open it; the file has not been touched.\n',
    ],
    [
      'a project with a trigger',
      async () => changed('create trigger t after insert on runs begin delete from captions; end'),
      'This file is not an Ekphrasis project: its trigger t was not made by this app.\nChoose a file that ends in .ekp and was made by this app.\n',
    ],
  ])('[BAD7] %s is refused by every command and left alone', async (_title, make, said) => {
    write('bad.ekp', await make());
    write('data.json', '[]');
    const before = readFileSync(join(folder, 'bad.ekp'));
    for (const argv of [
      ['run'],
      ['status'],
      ['check'],
      ['import', 'data.json'],
      ['export', '--format', 'csv', '--out', 'x.csv'],
    ]) {
      const called = await call(argv[0] ?? '', 'bad.ekp', ...argv.slice(1));
      expectPlain(called);
      expect([argv[0], called.code, called.err]).toEqual([argv[0], 2, said]);
    }
    expect(readFileSync(join(folder, 'bad.ekp')).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('bad.'))).toEqual(['bad.ekp']);
  });
});
