import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, startTestingEndpoint } from '../captioners/endpoint/testing-endpoint.ts';
import { animation, blackPng, drawing, noise, put } from '../images/fixtures/make-pictures.ts';
import type { Status } from './status.ts';
import { FLOW, NEVER_SAID } from './testing-bad-input.ts';
import { makePictures } from './testing-pictures.ts';
import { type Called, callMain } from './testing-terminal.ts';

/*
 * What a user sees of bad folders, pictures, endpoints and disks, through the whole product: the real command line, real files, a real server. The rules are docs/specs/bad-input.md.
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

const runPictures = (...more: string[]) => call('run', 'p.ekp', '--set', 'images.folder=pictures', ...more);
const countsOf = ({ json }: Called, id: string) =>
  (json.at(-1) as unknown as Status).nodes.find((one) => one.id === id);

function expectPlain({ err, out }: Called): void {
  for (const never of NEVER_SAID) expect(err + out).not.toMatch(never);
}

describe('folders', () => {
  it.each<[string, () => void, string]>([
    [
      'an empty folder',
      () => mkdirSync(join(folder, 'pictures')),
      '"HERE/pictures" has no files.\nChoose another folder.\n',
    ],
    [
      'a folder without images',
      () => {
        mkdirSync(join(folder, 'pictures'));
        write('pictures/notes.txt', 'text');
      },
      '"HERE/pictures" has no images among its files (1).\nChoose another folder.\n',
    ],
    [
      'no folder',
      () => undefined,
      '✗ images.folder: There is no folder “HERE/pictures”.\n    Choose another folder, or connect the drive that it lies on.\n',
    ],
    [
      'a file',
      () => void write('pictures', 'text'),
      '“HERE/pictures” is a file, not a folder.\nChoose the folder that it lies in.\n',
    ],
  ])('[BAD1] %s: the run does not start, in two sentences', async (_title, prepare, said) => {
    prepare();
    await newProject();
    const called = await runPictures();
    expectPlain(called);
    expect([called.code, called.err.replaceAll(folder, 'HERE')]).toEqual([2, said]);
  });

  it('[BAD2] loops of links end, and each picture is taken once', async () => {
    const pictures = await makePictures(folder, 2);
    mkdirSync(join(pictures, 'sub'));
    symlinkSync('..', join(pictures, 'sub', 'up'));
    symlinkSync('.', join(pictures, 'here'));
    await newProject();
    const called = await runPictures('--json');
    expect([called.code, countsOf(called, 'images')]).toMatchObject([0, { in: 2, kept: 2, failed: 0 }]);
  });
});

describe('pictures', () => {
  it('[BAD3] every bad one fails by itself, with what is so and what to do; the good ones go on', async () => {
    const pictures = await makePictures(folder, 2);
    write('pictures/text.jpg', 'Dear diary, this is not a picture.');
    write('pictures/nothing.png', '');
    await put(pictures, 'cut.jpg', (await noise(200, 100).jpeg().toBuffer()).subarray(0, 3000));
    await put(pictures, 'vast.png', blackPng(30_000, 30_000));
    symlinkSync('nowhere.png', join(pictures, 'dead.png'));
    symlinkSync('itself.png', join(pictures, 'itself.png'));
    await newProject();
    const called = await runPictures('--json');
    expectPlain(called);
    expect([called.code, countsOf(called, 'images'), countsOf(called, 'dataset')]).toMatchObject([
      1,
      { in: 8, kept: 2, failed: 6 },
      { kept: 2 },
    ]);
    expect(
      called.err
        .trimEnd()
        .split(/\n(?=✗)/)
        .sort(),
    ).toEqual([
      '✗ images: “cut.jpg” is damaged or cut off and cannot be decoded in full.\n    Copy or download the picture again, or remove the file.',
      '✗ images: “dead.png” is not there.\n    Put the file back, or choose another.',
      '✗ images: “itself.png” cannot be the name of a file here.\n    Correct the path, or choose another file.',
      '✗ images: “nothing.png” is empty (0 bytes).\n    Copy or download the picture again, or remove the file.',
      '✗ images: “text.jpg” is not a picture, but text.\n    Remove the file from the folder, or leave it out with an exclude pattern.',
      '✗ images: “vast.png” has 30,000 × 30,000 pixels; up to 200 megapixels are read.\n    Scale it down, or leave it out with an exclude pattern.',
    ]);
  });

  it('[BAD4] unusual ones are captioned: CMYK, 16 bits, turned, animated (which is said)', async () => {
    const pictures = join(folder, 'pictures');
    await put(pictures, 'cmyk.jpg', await drawing(40, 30).toColourspace('cmyk').jpeg().toBuffer());
    await put(pictures, 'deep.png', await drawing(41, 30).toColourspace('rgb16').png().toBuffer());
    await put(
      pictures,
      'turned.jpg',
      await drawing(42, 30).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    await put(pictures, 'moving.gif', await animation(3, 'gif'));
    await put(pictures, 'dancing.webp', await animation(4, 'webp'));
    const server = await startTestingEndpoint();
    try {
      const called = await captionWith(server.url, '--json');
      expect([called.code, countsOf(called, 'captioner')]).toMatchObject([0, { in: 5, kept: 5 }]);
      expect(called.err).toBe(
        '! images: dancing.webp: Animated: only the first of 4 frames is used.\n! images: moving.gif: Animated: only the first of 3 frames is used.\n',
      );
      const sent = await Promise.all(server.log.map(({ body }) => sentPicture(body)));
      expect(
        sent.every(({ space, depth, orientation }) => space === 'srgb' && depth === 'uchar' && !orientation),
      ).toBe(true);
      expect(sent.map(({ width, height }) => `${width}×${height}`).sort()).toEqual([
        '20×10',
        '20×10',
        '30×42',
        '40×30',
        '41×30',
      ]);
    } finally {
      await server.close();
    }
  });

  it.skipIf(process.platform === 'win32')(
    '[BAD5] names with spaces, emoji, line feeds and terminal sequences are names; none reaches the terminal as it is',
    async () => {
      const pictures = join(folder, 'pictures');
      const names = [
        'with space',
        '🦊 fox',
        'line\nfeed',
        '\u001b]0;owned\u0007\u001b[31mred',
        'turn\u202eed',
        '-rf',
        '=1+1',
      ];
      for (const [index, name] of names.entries()) {
        await put(
          pictures,
          `${name}.png`,
          await drawing(20 + index, 20)
            .png()
            .toBuffer(),
        );
        await put(pictures, `${name}.txt`, `A caption \u001b[2J of picture ${index}.`);
        await put(pictures, `${name} bad.png`, 'text');
      }
      await newProject();
      const called = await runPictures();
      expectPlain(called);
      expect([called.code, called.err.match(/is not a picture, but text/g)?.length]).toEqual([1, 1]);
      const exported = await call('export', 'p.ekp', '--format', 'jsonl', '--out', 'out.jsonl');
      expectPlain(exported);
      const paths = readFileSync(join(folder, 'out.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).file_name);
      expect(paths.sort()).toEqual(names.map((name) => `${name}.png`).sort());
    },
  );

  it.skipIf(process.platform === 'win32' || process.geteuid?.() === 0)(
    '[BAD3] a file that may not be read fails by itself',
    async () => {
      const pictures = await makePictures(folder, 2);
      chmodSync(join(pictures, 'b.png'), 0);
      await newProject();
      const called = await runPictures();
      expect([called.code, called.err]).toEqual([
        1,
        '✗ images: “b.png” may not be read.\n    Give yourself the right to read it, or leave it out.\n',
      ]);
    },
  );
});

const ENDPOINT = ['--set', 'captioner.type=captioners.endpoint', '--set', 'captioner.endpoint=test'];
const SETTINGS = (url: string, model = 'test-model') => ({
  EKPHRASIS_ENDPOINT_TEST: `${url}|${model}|1|2`,
  EKPHRASIS_KEY_TEST: 'sk-secret-key-of-the-user',
});

async function captionWith(url: string, ...more: string[]): Promise<Called> {
  if (!existsSync(join(folder, 'p.ekp'))) await call('new', 'p.ekp', '--template', 'caption-folder');
  return callMain(
    folder,
    ['run', 'p.ekp', '--set', 'images.folder=pictures', ...ENDPOINT, ...more],
    SETTINGS(url),
  );
}

async function sentPicture(body: Readonly<Record<string, unknown>>) {
  const data = /base64,([A-Za-z0-9+/=]+)/.exec(JSON.stringify(body))?.[1] ?? '';
  return sharp(Buffer.from(data, 'base64')).metadata();
}

describe('endpoints', () => {
  const reply = (message: object, finishReason = 'stop'): Behaviour => ({
    kind: 'reply',
    finishReason,
    message: { ...message },
  });
  const PAGE = '<!doctype html><title>\u001b[31mLog in</title>';

  it.each<[string, Parameters<typeof startTestingEndpoint>[0], Behaviour, object, string]>([
    [
      'a wrong key',
      { key: 'another' },
      { kind: 'ok' },
      { pending: 2 },
      '“test” refused the key (401).\nEnter the key again in the settings, then resume.\n',
    ],
    [
      'an unknown model',
      { models: ['another'] },
      { kind: 'ok' },
      { pending: 2 },
      '“test” has no model “test-model”.\nChoose one of its models on the captioner, or load the model on the server.\n',
    ],
    [
      'HTML instead of JSON',
      {},
      { kind: 'raw', body: PAGE, contentType: 'text/html' },
      { failed: 0 },
      '“test” does not answer like a chat endpoint: the endpoint answered with a web page instead of JSON.\nCheck its address in the settings, most end with /v1; then resume.\n',
    ],
  ])('[BAD8] %s: said once, nothing lost, and mended by the next run', async (...row) => {
    const [, options, behaviour, counts, said] = row;
    await makePictures(folder, 2, false);
    const [server, good] = await Promise.all([startTestingEndpoint(options), startTestingEndpoint()]);
    try {
      server.setBehaviour(behaviour);
      const called = await captionWith(server.url, '--json');
      expect([called.code, called.err, countsOf(called, 'captioner')]).toMatchObject([1, said, counts]);
      expectPlain({ ...called, out: '' });
      expect(called.err + called.out).not.toContain('sk-secret');
      const again = await captionWith(good.url, '--json', '--retry-failed');
      expect([again.code, countsOf(again, 'captioner')]).toMatchObject([0, { kept: 2 }]);
      expect(good.log.length).toBe(2);
    } finally {
      await Promise.all([server.close(), good.close()]);
    }
  });

  it.each<[string, Behaviour, string]>([
    ['an empty reply', reply({ content: '' }), 'empty'],
    ['a filtered reply', reply({ content: '' }, 'content_filter'), 'content filter'],
    ['a refusal', reply({ content: null, refusal: 'I cannot.' }), 'content filter'],
    ['a reply that was cut off', reply({ content: 'Half of a' }, 'length'), 'cut off'],
  ])('[BAD8] %s is rejected, said, and not paid for again', async (_title, behaviour, reason) => {
    await makePictures(folder, 2, false);
    const server = await startTestingEndpoint();
    try {
      server.setBehaviour(behaviour);
      for (const reused of [0, 2]) {
        const called = await captionWith(server.url, '--json');
        expectPlain({ ...called, out: '' });
        expect([called.code, called.err, countsOf(called, 'captioner')]).toMatchObject([
          0,
          `· captioner: 2 rejected: ${reason}\n`,
          { rejected: 2, reused },
        ]);
      }
      expect(server.log.length).toBe(2);
    } finally {
      await server.close();
    }
  });

  it('[BAD8] one that cannot be reached', async () => {
    await makePictures(folder, 2, false);
    const called = await captionWith('http://127.0.0.1:1/v1');
    expectPlain(called);
    expect([called.code, called.err]).toEqual([
      1,
      '“test” could not be reached.\nStart the server or check its address in the settings, then resume.\n',
    ]);
  });
});

const FULL =
  'The disk with the project is full.\nFree some space on it, then resume, or run again: everything saved so far is kept.\n';

/** A disk of 2 MB in memory, where the system lets us have one. */
function smallDisk(place: string): boolean {
  try {
    mkdirSync(place);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a full disk', () => {
  it('[BAD9] ends the run and loses nothing; exports leave the former file', async ({ skip }) => {
    const [disk, narrow] = [join(folder, 'disk'), join(folder, 'narrow')];
    if (!smallDisk(disk)) skip('mounting is not allowed here');
    try {
      const pictures = await makePictures(folder, 26, false);
      const long = (name: string) => `${name} ${'shows a great many things '.repeat(8000)}`;
      for (const name of 'abcdefghijklmnopqrstuvwxyz') write(`pictures/${name}.txt`, long(name));
      expect(existsSync(pictures)).toBe(true);
      await call('new', 'disk/p.ekp', '--template', write('flow.json', FLOW));
      const full = await call('run', 'disk/p.ekp', '--set', 'images.folder=pictures', '--json');
      expectPlain({ ...full, out: '' });
      expect([full.code, full.err]).toEqual([1, FULL]);
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      const again = await call('run', 'disk/p.ekp', '--json');
      expect([again.code, again.json.at(-1)]).toMatchObject([0, { captions: 26 }]);
      smallDisk(narrow);
      write('narrow/out.csv', 'mine');
      const exported = await call('export', 'disk/p.ekp', '--format', 'csv', '--out', 'narrow/out.csv');
      expectPlain(exported);
      expect([exported.code, exported.err]).toEqual([
        2,
        'The disk is full: “out.csv” could not be written.\nFree some space, then run again.\n',
      ]);
      expect([readdirSync(narrow), readFileSync(join(narrow, 'out.csv'), 'utf8')]).toEqual([
        ['out.csv'],
        'mine',
      ]);
    } finally {
      for (const place of [disk, narrow]) if (existsSync(place)) execFileSync('umount', ['-l', place]);
    }
  });
});
