import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFileAccess } from './file-access.ts';
import { writeError } from './file-errors.ts';
import { createOutputAccess } from './output-access.ts';
import { createOwnExportsInMemory } from './own-exports.ts';

async function setUp() {
  const base = await mkdtemp(path.join(tmpdir(), 'ekphrasis-output-'));
  const ownExports = createOwnExportsInMemory();
  const output = createOutputAccess({ base, ownExports });
  const files = createFileAccess({ base, ownExports });
  const read = (name: string) => readFile(path.join(base, name), 'utf8');
  const put = (name: string, text: string) => writeFile(path.join(base, name), text);
  const image = { root: base, path: 'a.png' };
  return { base, ownExports, output, files, read, put, image };
}

/** Gives some text, then fails. */
async function* failing(text: string, error: Error): AsyncGenerator<string> {
  yield text;
  throw error;
}

describe('writeFile', () => {
  it.skipIf(process.platform === 'win32')('[OUT3] a pipe is not replaced by a file', async () => {
    const { base, output } = await setUp();
    execFileSync('mkfifo', [path.join(base, 'pipe.csv')]);
    await expect(output.writeFile('pipe.csv', ['x'])).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect((await stat(path.join(base, 'pipe.csv'))).isFIFO()).toBe(true);
  });

  it('[OUT3] no text file goes into a hidden folder of the images', async () => {
    const { base, output } = await setUp();
    const image = { root: base, path: '.config/autostart/a.png' };
    await expect(output.writeSidecar(image, '.txt', 'x', 'keep')).rejects.toMatchObject({
      code: 'PATH_OUTSIDE_ROOT',
    });
    expect(await readdir(base)).toEqual([]);
  });

  it('[OUT1] writes what the chunks hold, in folders that are made as needed', async () => {
    const { base, output, read } = await setUp();
    expect(await output.writeFile('out/deep/a.json', ['[', '"ä🐈"', ']'])).toEqual({ bytes: 10 });
    expect(await read('out/deep/a.json')).toBe('["ä🐈"]');
    expect(await readdir(path.join(base, 'out/deep'))).toEqual(['a.json']);
  });

  it('[OUT1] any text comes back, however it is cut into chunks', async () => {
    const { output, read } = await setUp();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 3 }),
        async (text, size) => {
          const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
          const { bytes } = await output.writeFile('text', chunks);
          expect(await read('text')).toBe(text);
          expect(bytes).toBe(Buffer.byteLength(text));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('[OUT1] a surrogate pair may fall between two large chunks', async () => {
    const { output, read } = await setUp();
    const text = `${'x'.repeat(256 * 1024 - 1)}🐈${'y'.repeat(300_000)}`;
    await output.writeFile('text', [text.slice(0, 256 * 1024), text.slice(256 * 1024)]);
    expect((await read('text')) === text).toBe(true);
    await output.writeFile('half', ['a\ud83d']);
    expect(await read('half')).toBe('a\uFFFD');
  });

  it('[OUT2] when the writing fails, the former file stays and no other is left', async () => {
    const { base, output, read, put } = await setUp();
    await put('a.json', 'former');
    const stop = new Error('stopped');
    await expect(output.writeFile('a.json', failing('x'.repeat(600_000), stop))).rejects.toBe(stop);
    expect(await read('a.json')).toBe('former');
    expect(await readdir(base)).toEqual(['a.json']);
  });

  it('[RUN16] what somebody else wrote is copied first, our own export is not', async () => {
    const { base, output, read, put } = await setUp();
    await put('a.json', 'theirs');
    await output.writeFile('a.json', ['ours 1']);
    await output.writeFile('a.json', ['ours 2']);
    expect(await readdir(base)).toEqual(['a.json', 'a.json.bak']);
    await put('a.json', 'theirs again');
    await output.writeFile('a.json', ['ours 3']);
    expect([await read('a.json'), await read('a.json.bak'), await read('a.json.bak2')]).toEqual([
      'ours 3',
      'theirs',
      'theirs again',
    ]);
    await put('a.json', 'ours 4');
    await output.writeFile('a.json', ['ours 4']);
    expect(await readdir(base)).toHaveLength(3);
  });

  it('keeps a link and the rights of what it leads to', async () => {
    const { base, output, read, put } = await setUp();
    await put('real.json', 'former');
    await chmod(path.join(base, 'real.json'), 0o640);
    await symlink('real.json', path.join(base, 'link.json'));
    await output.writeFile('link.json', ['new']);
    expect(await read('real.json')).toBe('new');
    expect((await stat(path.join(base, 'real.json'))).mode & 0o777).toBe(0o640);
  });

  it('[OUT3] hidden names are refused, also through links', async () => {
    const { base, output, put } = await setUp();
    await put('.bashrc', 'theirs');
    await symlink('.bashrc', path.join(base, 'captions.json'));
    for (const name of ['.bashrc', '.ssh/authorized_keys', '~/.profile', '../.x/y', 'captions.json'])
      await expect(output.writeFile(name, ['x'])).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
    expect((await readdir(base)).toSorted()).toEqual(['.bashrc', 'captions.json']);
  });

  it('a folder in the place of the file says what to do', async () => {
    const { base, output } = await setUp();
    await mkdir(path.join(base, 'a.json'));
    await expect(output.writeFile('a.json', ['x'])).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      details: { remedy: 'Choose another name.' },
    });
    await expect(output.writeFile('a.json/b.json/', ['x'])).resolves.toEqual({ bytes: 1 });
    await expect(output.writeFile('a.json/b.json/c', ['x'])).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
    expect(await readdir(base)).toEqual(['a.json']);
  });

  it.runIf(process.platform === 'linux')('[OUT4] the error of a full disk is DISK_FULL', async () => {
    const full = await open('/dev/full', 'w');
    const thrown: unknown = await full.writeFile('x').catch((error: unknown) => error);
    await full.close();
    expect(writeError(thrown, '/data/a.json')).toMatchObject({ code: 'DISK_FULL', scope: 'run' });
  });

  it('[OUT4] a disk that fills up while writing leaves nothing behind', async ({ skip, onTestFinished }) => {
    const { base } = await setUp();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', base], { stdio: 'ignore' });
    } catch {
      skip('Needs the right to mount a small disk.');
    }
    onTestFinished(() => void execFileSync('umount', [base]));
    const output = createOutputAccess({ base, ownExports: createOwnExportsInMemory() });
    await output.writeFile('a.json', ['small']);
    await expect(output.writeFile('a.json', ['x'.repeat(600_000)])).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    expect(await readdir(base)).toEqual(['a.json']);
    expect(await readFile(path.join(base, 'a.json'), 'utf8')).toBe('small');
  });
});

describe('writeSidecar', () => {
  it('[OUT5] a new one is written in every mode, and is no input afterwards', async () => {
    for (const mode of ['keep', 'append', 'replace'] as const) {
      const { output, files, read, image } = await setUp();
      expect(await output.writeSidecar(image, '.txt', 'A cat.', mode)).toBe('written');
      expect(await read('a.txt')).toBe('A cat.\n');
      expect(await files.sidecar(image, 'txt')).toBeUndefined();
      expect(await output.writeSidecar(image, '.txt', 'A cat.', mode)).toBe('unchanged');
    }
  });

  it('[RUN16] keep leaves what a person wrote, and brings our own up to date', async () => {
    const { base, output, read, put, image } = await setUp();
    await output.writeSidecar(image, 'txt', 'First.', 'keep');
    expect(await output.writeSidecar(image, 'txt', 'Second.', 'keep')).toBe('written');
    expect(await read('a.txt')).toBe('Second.\n');
    await put('a.txt', 'Theirs.');
    expect(await output.writeSidecar(image, 'txt', 'Third.', 'keep')).toBe('kept');
    expect(await read('a.txt')).toBe('Theirs.');
    expect(await readdir(base)).toEqual(['a.txt']);
  });

  it('[RUN16] replace copies what a person wrote, numbered, and never a file of ours', async () => {
    const { base, output, read, put, image } = await setUp();
    await put('a.txt', 'Theirs 1.');
    await put('a.txt.bak', 'Much older.');
    expect(await output.writeSidecar(image, 'txt', 'Ours 1.', 'replace')).toBe('written');
    expect(await output.writeSidecar(image, 'txt', 'Ours 2.', 'replace')).toBe('written');
    expect(await output.writeSidecar(image, 'txt', 'Ours 2.', 'replace')).toBe('unchanged');
    expect(await readdir(base)).toEqual(['a.txt', 'a.txt.bak', 'a.txt.bak2']);
    expect([await read('a.txt.bak'), await read('a.txt.bak2')]).toEqual(['Much older.', 'Theirs 1.']);
  });

  it('[RUN16] append adds a line once; a file that a person had a part in stays theirs', async () => {
    const { base, output, files, read, put, image } = await setUp();
    await put('a.txt', 'Theirs.\r\n');
    expect(await output.writeSidecar(image, 'txt', 'Ours.', 'append')).toBe('written');
    expect(await output.writeSidecar(image, 'txt', 'Ours.', 'append')).toBe('unchanged');
    expect(await output.writeSidecar(image, 'txt', 'Our', 'append')).toBe('written');
    expect(await read('a.txt')).toBe('Theirs.\nOurs.\nOur\n');
    expect(await files.sidecar(image, 'txt')).toContain('Theirs.');
    await output.writeSidecar(image, 'txt', 'New.', 'replace');
    expect(await read('a.txt.bak')).toBe('Theirs.\nOurs.\nOur\n');
    expect(await readdir(base)).toHaveLength(2);
  });

  it('append to our own file keeps it ours', async () => {
    const { output, files, image } = await setUp();
    await output.writeSidecar(image, 'txt', 'One.', 'append');
    await output.writeSidecar(image, 'txt', 'Two.', 'append');
    expect(await files.sidecar(image, 'txt')).toBeUndefined();
  });

  it('[OUT3] is written inside the root only, and not through links', async () => {
    const { base, output, image, read } = await setUp();
    for (const way of ['../a.png', path.join(base, 'a.png'), 'x/../../a.png'])
      await expect(
        output.writeSidecar({ root: path.join(base, 'in'), path: way }, 'txt', 'x', 'replace'),
      ).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
    await expect(output.writeSidecar(image, '../../x', 'x', 'replace')).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
    });
    const outside = path.join((await setUp()).base, 'precious');
    await writeFile(outside, 'precious');
    await symlink(outside, path.join(base, 'a.txt'));
    await output.writeSidecar(image, 'txt', 'Ours.', 'replace');
    expect([await readFile(outside, 'utf8'), await read('a.txt'), await read('a.txt.bak')]).toEqual([
      'precious',
      'Ours.\n',
      'precious',
    ]);
  });

  it('[OUT6] beside images it goes by the roots of the project, which are not made anew', async () => {
    const { base, ownExports } = await setUp();
    await mkdir(path.join(base, 'pictures'));
    const hidden = path.join(base, '.cache/pictures');
    await mkdir(hidden, { recursive: true });
    const roots = [
      { name: 'photos', path: path.join(base, 'pictures') },
      { name: 'hidden', path: hidden },
      { name: 'gone', path: path.join(base, 'unplugged') },
    ];
    const output = createOutputAccess({ base: path.join(base, 'x'), ownExports, roots: () => roots });
    const write = (root: string) => output.writeSidecar({ root, path: 'x/a.png' }, 'txt', 'A.', 'keep');
    for (const root of ['photos', hidden, '../new/folder']) expect(await write(root)).toBe('written');
    for (const root of ['gone', path.join(base, 'unplugged'), 'unknown'])
      await expect(write(root)).rejects.toMatchObject({
        code: 'FOLDER_NOT_FOUND',
        details: { fix: 'choose-folder' },
      });
    await expect(write('~/.config')).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
    expect(await readdir(base, { recursive: true })).toEqual(
      expect.arrayContaining([
        path.join('pictures', 'x', 'a.txt'),
        path.join('.cache', 'pictures', 'x', 'a.txt'),
        path.join('new', 'folder', 'x', 'a.txt'),
      ]),
    );
    expect((await readdir(base)).toSorted()).toEqual(['.cache', 'new', 'pictures']);
  });

  it('takes image names as long as the system allows', async () => {
    const { base, output } = await setUp();
    const name = '🐈'.repeat(62);
    await output.writeSidecar({ root: base, path: `${name}.png` }, 'txt', 'Cats.', 'replace');
    expect(await readdir(base)).toEqual([`${name}.txt`]);
  });
});

it('[RUN16] amends a text that a person wrote only with all of its words, backs it up, and leaves it theirs', async () => {
  const { output, read, put, base, image } = await setUp();
  await put('a.txt', 'A cat,\nasleep.\n');
  expect(await output.writeSidecar(image, '.txt', 'A dog.', 'amend')).toBe('kept');
  expect(await output.writeSidecar(image, '.txt', 'ohwx, A cat, asleep.', 'amend')).toBe('written');
  expect(await output.writeSidecar(image, '.txt', 'ohwx, A cat, asleep.', 'amend')).toBe('unchanged');
  expect(await output.writeSidecar(image, '.txt', 'A dog.', 'amend')).toBe('kept');
  expect(await read('a.txt')).toBe('ohwx, A cat, asleep.\n');
  expect(await read('a.txt.bak')).toBe('A cat,\nasleep.\n');
  await rm(path.join(base, 'a.txt'));
  expect(await output.writeSidecar(image, '.txt', 'Ours.', 'amend')).toBe('written');
  expect(await output.writeSidecar(image, '.txt', 'Ours again.', 'amend')).toBe('written');
});
