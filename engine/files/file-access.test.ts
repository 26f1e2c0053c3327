import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { createFileAccess } from './file-access.ts';
import { createOwnExportsInMemory } from './own-exports.ts';
import { resolveInside, resolveUserPath } from './resolve-path.ts';

const everything = { recursive: true, include: [], exclude: [] };

async function setUp(...names: readonly string[]) {
  const base = await mkdtemp(path.join(tmpdir(), 'ekphrasis-files-'));
  for (const name of names) await put(base, name);
  const ownExports = createOwnExportsInMemory();
  return { base, ownExports, files: createFileAccess({ base, ownExports }) };
}

async function put(base: string, name: string, content: string | Uint8Array = ''): Promise<string> {
  const file = path.join(base, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

type Entries = ReturnType<ReturnType<typeof createFileAccess>['walk']>;

/** Paths of files, and `path: CODE` for problems. */
async function walked(entries: Entries): Promise<string[]> {
  return (await all(entries)).map((entry) =>
    'problem' in entry ? `${entry.path}: ${entry.problem.code}` : entry.path,
  );
}

/** Does work without root's right to read everything. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('walk: order and names', () => {
  it('[FILE1] gives files in the code-unit order of their paths, with the root as it is', async () => {
    const names = ['a/1.png', 'a/b/c.png', 'a.png', 'B.png', 'a b.png', 'a-/x.png', 'é.png', 'z.png'];
    const { base, files } = await setUp(...names);
    expect(await all(files.walk('.', everything))).toEqual(
      names.toSorted().map((name) => ({ root: base, path: name })),
    );
  });

  it('[FILE1] the order is that of the whole paths for any tree', async () => {
    const name = fc.stringMatching(/^[a-cA-B!\-0é 🐈]{1,3}$/u);
    const tree = fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(tree, async (paths) => {
        const { files } = await setUp(...paths.map((parts) => [...parts, 'f.png'].join('/')));
        const found = await walked(files.walk('.', everything));
        expect(found).toEqual(found.toSorted());
        expect(new Set(found)).toEqual(new Set(paths.map((parts) => [...parts, 'f.png'].join('/'))));
      }),
      { numRuns: 25 },
    );
  });

  it('[FILE2] takes names with spaces, emoji and line feeds, and passes over hidden ones', async () => {
    const odd = ['🐈‍⬛ cat.png', 'line\nfeed/two\nlines.png', ' leading.png', 'quote".png'];
    const { files } = await setUp(...odd, '.hidden.png', '.git/x.png', 'a/.DS_Store', '@eaDir/x.jpg');
    expect(await walked(files.walk('.', everything))).toEqual(odd.toSorted());
    expect(await walked(files.walk('.', { ...everything, include: ['**/*.PNG'] }))).toEqual(odd.toSorted());
  });

  it.runIf(process.platform === 'linux')(
    '[FILE2] a name that is not text is a problem that says so',
    async () => {
      const { base, files } = await setUp('good.png');
      const name = Buffer.concat([Buffer.from(`${base}/caf`), Buffer.from([0xe9]), Buffer.from('.png')]);
      await writeFile(name, '');
      await put(base, 'real \uFFFD.png');
      expect(await walked(files.walk('.', everything))).toEqual([
        'caf\uFFFD.png: FILE_UNREADABLE',
        'good.png',
        'real \uFFFD.png',
      ]);
    },
  );

  it('[FILE3] the first file comes before later folders are listed', async () => {
    const { base, files } = await setUp('a/1.png', 'b/1.png');
    const entries = files.walk('.', everything)[Symbol.asyncIterator]();
    expect(await entries.next()).toMatchObject({ value: { path: 'a/1.png' } });
    await put(base, 'b/2.png');
    expect(await entries.next()).toMatchObject({ value: { path: 'b/1.png' } });
    expect(await entries.next()).toMatchObject({ value: { path: 'b/2.png' } });
  });
});

describe('walk: patterns', () => {
  const names = ['Draft/a.png', 'a.JPG', 'b.png', 'sub/c.png', 'sub/deep/d.jpg', 'sub/deep/e.txt'];

  it.each([
    [['*.jpg'], [], ['a.JPG', 'sub/deep/d.jpg']],
    [['sub/**'], [], ['sub/c.png', 'sub/deep/d.jpg', 'sub/deep/e.txt']],
    [['sub/'], [], ['sub/c.png', 'sub/deep/d.jpg', 'sub/deep/e.txt']],
    [['./sub/*.png'], [], ['sub/c.png']],
    [['**/*.{jpg,png}'], ['draft', 'deep'], ['a.JPG', 'b.png', 'sub/c.png']],
    [[], ['sub/**', '*.png'], ['a.JPG']],
    [['', '  '], [''], names],
    [['!*.png'], [], []],
  ])('[FILE4] include %j exclude %j', async (include, exclude, expected) => {
    const { files } = await setUp(...names);
    expect(await walked(files.walk('.', { recursive: true, include, exclude }))).toEqual(expected);
  });

  it('[FILE4] without subfolders only what lies in the folder itself', async () => {
    const { files } = await setUp(...names);
    expect(await walked(files.walk('.', { ...everything, recursive: false }))).toEqual(['a.JPG', 'b.png']);
  });

  it('a pattern that would take for ever is refused', async () => {
    const { files } = await setUp('a'.repeat(200));
    const bomb = { ...everything, include: [`${'*a'.repeat(30)}b`] };
    await expect(walked(files.walk('.', bomb))).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  });
});

describe('walk: links and obstacles', () => {
  it('[FILE5] loops of links end, and each folder is listed once', async () => {
    //  base/a/b/up → base     base/a/self → base/a     base/c → outside     outside/back → base
    const { base, files } = await setUp('a/1.png', 'a/b/2.png');
    const outside = (await setUp('3.png', 'in/4.png')).base;
    await symlink(base, path.join(base, 'a/b/up'));
    await symlink(path.join(base, 'a'), path.join(base, 'a/self'));
    await symlink(outside, path.join(base, 'c'));
    await symlink(path.join(outside, 'in'), path.join(base, 'd'));
    await symlink(base, path.join(outside, 'back'));
    expect(await walked(files.walk('.', everything))).toEqual([
      'a/1.png',
      'a/b/2.png',
      'c/3.png',
      'c/in/4.png',
    ]);
  });

  it('links to files are files; links to nothing are problems', async () => {
    const { base, files } = await setUp('a.png');
    await symlink(path.join(base, 'a.png'), path.join(base, 'b.png'));
    await symlink(path.join(base, 'gone.png'), path.join(base, 'c.png'));
    expect(await walked(files.walk('.', everything))).toEqual(['a.png', 'b.png', 'c.png: FILE_NOT_FOUND']);
  });

  it.skipIf(process.platform === 'win32')(
    '[FILE6] a folder that may not be read is a problem among the files',
    async () => {
      const { base, files } = await setUp('a.png', 'locked/b.png', 'z.png');
      await chmod(base, 0o755);
      await chmod(path.join(base, 'locked'), 0);
      const found = await asNobody(() => walked(files.walk('.', everything)));
      await chmod(path.join(base, 'locked'), 0o755);
      expect(found).toEqual(['a.png', 'locked: FILE_UNREADABLE', 'z.png']);
    },
  );

  it('[FILE6] a folder that is not there, or is a file, is an error that says what to do', async () => {
    const { files } = await setUp('a.png');
    for (const folder of ['nowhere', 'a.png'])
      await expect(walked(files.walk(folder, everything))).rejects.toMatchObject({
        code: 'FOLDER_NOT_FOUND',
        details: { remedy: expect.stringMatching(/^Choose/), fix: 'choose-folder' },
      });
  });

  it('an empty folder gives nothing', async () => {
    const { files } = await setUp();
    expect(await walked(files.walk('.', everything))).toEqual([]);
  });
});

describe('paths', () => {
  it('~ is the home folder, relative paths lie below the base', () => {
    expect(resolveUserPath('~', '/base')).toBe(homedir());
    expect(resolveUserPath('~/x', '/base')).toBe(path.join(homedir(), 'x'));
    expect(resolveUserPath('~x', '/base')).toBe(path.resolve('/base', '~x'));
    expect(resolveUserPath('a/../b', '/base')).toBe(path.resolve('/base/b'));
  });

  it('[FILE7] no relative path leads out of its root', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '/', '\\', 'C:', '~', '\0'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom('/', '\\'), (parts, separator) => {
        const root = path.resolve('/some/root');
        let resolved: string;
        try {
          resolved = resolveInside(root, parts.join(separator));
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
          return;
        }
        expect(path.relative(root, resolved).split(path.sep)).not.toContain('..');
      }),
    );
  });
});

describe('sidecar', () => {
  it('[FILE8] is the text beside the image, whatever the case of its extension', async () => {
    const { base, files } = await setUp('b.jpg', 'dir.v2/c');
    await put(base, 'a.x.txt', 'A cat.\n');
    await put(base, 'b.TXT', 'A dog.');
    await put(base, 'dir.v2/c.txt', 'A cow.');
    const sidecar = (name: string, extension = '.txt') =>
      files.sidecar({ root: base, path: name }, extension);
    expect(await sidecar('a.x.png')).toBe('A cat.\n');
    expect(await sidecar('a.x.png', 'txt')).toBe('A cat.\n');
    expect(await sidecar('b.jpg')).toBe('A dog.');
    expect(await sidecar('dir.v2/c')).toBe('A cow.');
    expect(await sidecar('a.x.png', 'caption')).toBeUndefined();
    await expect(sidecar('../a.png')).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
    await expect(sidecar('a.x.png', '/../../etc/passwd')).rejects.toMatchObject({
      code: 'PARAMETER_INVALID',
    });
    await expect(sidecar('a.x.png', 'png')).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  });

  it('[FILE8] is found during a walk as it is without one, whatever stands in the names', async () => {
    const stem = fc.stringMatching(/^[a-cA-C.é 🐈]{1,4}$/u).filter((name) => !/^\.|[. ]$/.test(name));
    const beside = fc.constantFrom('.txt', '.TXT', '.caption', '.txt.bak', '');
    const tree = fc.array(fc.tuple(fc.constantFrom('', 'sub/', 'sub/a/'), stem, beside), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tree, async (pictures) => {
        const { base, files } = await setUp();
        for (const [folder, name, extension] of pictures) {
          await put(base, `${folder}${name}.png`);
          if (extension !== '') await put(base, `${folder}${name}${extension}`, `About ${name}.`);
        }
        const during: (string | undefined)[] = [];
        const paths: string[] = [];
        for await (const entry of files.walk('.', { ...everything, include: ['**/*.png'] })) {
          if ('problem' in entry) continue;
          paths.push(entry.path);
          during.push(await files.sidecar(entry, 'txt'));
        }
        const after = paths.map((path) => files.sidecar({ root: base, path }, 'txt'));
        expect(during).toEqual(await Promise.all(after));
      }),
      { numRuns: 25 },
    );
  });

  it('[FILE8] a folder that is walked through is listed once, and not asked for each text', async () => {
    const { base, files } = await setUp('a.png', 'b.png');
    const walking = files.walk('.', everything)[Symbol.asyncIterator]();
    const first = await walking.next();
    await put(base, 'a.txt', 'Too late for this walk.');
    expect(await files.sidecar(first.value, 'txt')).toBeUndefined();
    await walking.return?.(undefined);
    expect(await files.sidecar({ root: base, path: 'a.png' }, 'txt')).toBe('Too late for this walk.');
  });

  it.each([
    ['UTF-8 with mark', Buffer.from('\uFEFFKäse 🧀')],
    ['UTF-16 little endian', Buffer.from('\uFEFFKäse 🧀', 'utf16le')],
    ['UTF-16 big endian', Buffer.from('\uFEFFKäse 🧀', 'utf16le').swap16()],
  ])('is read as %s', async (_name, bytes) => {
    const { base, files } = await setUp();
    await put(base, 'a.txt', bytes);
    expect(await files.sidecar({ root: base, path: 'a.png' }, 'txt')).toBe('Käse 🧀');
  });

  it('falls back to the old Windows code page', async () => {
    const { base, files } = await setUp();
    await put(base, 'a.txt', Buffer.from('K\xe4se', 'latin1'));
    expect(await files.sidecar({ root: base, path: 'a.png' }, 'txt')).toBe('Käse');
  });

  it('[RUN16] our own export is no input, until somebody changes it', async () => {
    const { base, files, ownExports } = await setUp();
    const file = await put(base, 'a.txt', 'Ours.\n');
    ownExports.wrote(file, createHash('sha256').update('Ours.\n').digest('hex'));
    expect(await files.sidecar({ root: base, path: 'a.png' }, 'txt')).toBeUndefined();
    await put(base, 'a.txt', 'Ours, corrected.\n');
    expect(await files.sidecar({ root: base, path: 'a.png' }, 'txt')).toBe('Ours, corrected.\n');
  });

  it('a text of many megabytes is no caption', async () => {
    const { base, files } = await setUp();
    await put(base, 'a.txt', Buffer.alloc(5 * 2 ** 20, 'x'));
    await expect(files.sidecar({ root: base, path: 'a.png' }, 'txt')).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
    });
  });
});

describe('lines', () => {
  it('[FILE9] come without mark and ends, also across pieces', async () => {
    const { base, files } = await setUp();
    const long = 'ä'.repeat(300_000);
    await put(base, 'list.txt', `\uFEFFone\r\n\ntwo 🐈\n${long}\nlast`);
    expect(await all(files.lines('list.txt'))).toEqual(['one', '', 'two 🐈', long, 'last']);
  });

  it('a missing file, a folder, and what is no text say so', async () => {
    const { base, files } = await setUp('folder/x');
    await put(base, 'binary', Buffer.from([0x66, 0xff, 0xfe, 0x0a]));
    const codes = ['gone', 'folder', 'binary'].map((name) =>
      all(files.lines(name)).catch((thrown: { code: string }) => thrown.code),
    );
    expect(await Promise.all(codes)).toEqual(['FILE_NOT_FOUND', 'FILE_UNREADABLE', 'FORMAT_INVALID']);
  });
});

describe('records', () => {
  async function recordsOf(name: string, text: string): Promise<Json[]> {
    const { base, files } = await setUp();
    await put(base, name, text);
    return all(files.records(name));
  }

  it('[FILE10] arrays and JSON Lines give back what was written, however it is spaced', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 8 }),
        fc.constantFrom(undefined, 2, '\t'),
        async (values, indent) => {
          const expected: Json[] = JSON.parse(JSON.stringify(values));
          expect(await recordsOf('a.json', `\uFEFF \n${JSON.stringify(values, null, indent)}\n`)).toEqual(
            expected,
          );
          const lines = values.map((value) => `${JSON.stringify(value)}\r\n`).join('\n');
          expect(await recordsOf('a.jsonl', lines)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[FILE10] records may lie across the pieces in which a file is read', async () => {
    const records = Array.from({ length: 50 }, (_, id) => ({ id, text: `\\"[{,${'é"]'.repeat(9000)}` }));
    expect(await recordsOf('big.json', JSON.stringify(records))).toEqual(records);
  });

  it('an object a line is taken for JSON Lines without the extension', async () => {
    expect(await recordsOf('data.json', '{"a":1}\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await recordsOf('data.JSONL', '[1]\n[2]\n')).toEqual([[1], [2]]);
    expect(await recordsOf('empty.json', ' \n ')).toEqual([]);
    expect(await recordsOf('none.json', '[ ]')).toEqual([]);
  });

  it.each([
    ['[{"a":1},{"a":}]', 'record 2'],
    ['[{"a":1}', 'record 1: the file ends'],
    ['[{"a":1},]', 'record 2: a comma'],
    ['[,1]', 'record 1: a comma'],
    ['[1][2]', 'record 2: something follows'],
    ['[1}]', 'record 1: a closing brace'],
    ['["a', 'record 1: the file ends'],
    [`[1,${'['.repeat(5000)}${']'.repeat(5000)}]`, 'record 2: it is nested'],
    ['{"a":1}\n{"a":\n', 'line 2'],
    ['{\n  "images": []\n}', 'line 1'],
    ['<!DOCTYPE html>', 'line 1'],
  ])('[FILE11] %s is FORMAT_INVALID at %s', async (text, place) => {
    await expect(recordsOf('data.json', text)).rejects.toMatchObject({
      code: 'FORMAT_INVALID',
      message: expect.stringContaining(`“data.json” cannot be read at ${place}`),
      details: { remedy: expect.stringContaining('JSON') },
    });
  });

  it('[FILE11] a record without an end is refused before it fills the memory', async () => {
    await expect(recordsOf('data.json', `["${'x'.repeat(17 * 2 ** 20)}`)).rejects.toMatchObject({
      message: expect.stringContaining('longer than 16 MB'),
    });
  });
});
