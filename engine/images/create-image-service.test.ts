import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, rename, rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import type { ImageHash } from '../../core/ids.ts';
import { createProject, openProject } from '../store/open-project.ts';
import { createImageService } from './create-image-service.ts';
import { animation, blackPng, drawing, makeFolder, noise, put } from './fixtures/make-pictures.ts';
import type { ImageLookup, ImageService } from './image-service.ts';
import { createKnownImagesInMemory, type KnownImages } from './known-images.ts';

const never = new AbortController().signal;
const open: ImageService[] = [];

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

async function setUp() {
  const folder = await makeFolder();
  const store = createKnownImagesInMemory();
  const service = start(folder, store);
  const identify = async (...names: string[]) =>
    service.identify(
      names.map((name) => ({ root: folder, path: name })),
      never,
    );
  const identifyOne = async (name: string) => {
    const [lookup] = await identify(name);
    if (lookup === undefined) throw new Error('No answer.');
    return lookup;
  };
  return { folder, store, service, identify, identifyOne };
}

function start(folder: string, store: KnownImages): ImageService {
  const service = createImageService({ store, cachePath: path.join(folder, 'project.cache'), workers: 1 });
  open.push(service);
  return service;
}

function codeOf(lookup: ImageLookup): string {
  return lookup.kind === 'problem' ? lookup.error.code : lookup.kind;
}

function hashOf(lookup: ImageLookup | undefined): ImageHash {
  if (lookup?.kind !== 'image') throw new Error(`Not an image: ${JSON.stringify(lookup)}`);
  return lookup.image.hash;
}

describe('identify: what pictures are', () => {
  it('[IMG1] an image is its bytes: SHA-256, size, format', async () => {
    const { folder, identifyOne } = await setUp();
    const bytes = await drawing(80, 60).jpeg().toBuffer();
    await put(folder, 'a.jpg', bytes);
    expect(await identifyOne('a.jpg')).toEqual({
      kind: 'image',
      image: {
        hash: createHash('sha256').update(bytes).digest('hex'),
        width: 80,
        height: 60,
        format: 'jpeg',
        bytes: bytes.length,
        frames: 1,
      },
      root: path.basename(folder),
      exif: {},
      known: false,
    });
  });

  it('[IMG2] width and height are those after the EXIF orientation', async () => {
    const { folder, identifyOne } = await setUp();
    await put(folder, 'turned.jpg', await drawing(80, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect(await identifyOne('turned.jpg')).toMatchObject({
      image: { width: 60, height: 80 },
      exif: { orientation: 6 },
    });
  });

  it.each([
    ['cmyk.jpg', 'jpeg', () => drawing(40, 30).toColourspace('cmyk').jpeg().toBuffer()],
    ['deep.png', 'png', () => drawing(40, 30).toColourspace('rgb16').png().toBuffer()],
    ['grey-deep.png', 'png', () => drawing(40, 30).greyscale().toColourspace('grey16').png().toBuffer()],
    ['grey.jpg', 'jpeg', () => drawing(40, 30).greyscale().jpeg().toBuffer()],
    ['clear.png', 'png', () => drawing(40, 30).ensureAlpha(0.5).png().toBuffer()],
    ['page.tiff', 'tiff', () => drawing(40, 30).tiff().toBuffer()],
    ['new.avif', 'avif', () => drawing(40, 30).avif().toBuffer()],
    ['web.webp', 'webp', () => drawing(40, 30).webp().toBuffer()],
    ['web.gif', 'gif', () => drawing(40, 30).gif().toBuffer()],
    ['misnamed.png', 'jpeg', () => drawing(40, 30).jpeg().toBuffer()],
  ])('%s is read, shown and sent', async (name, format, make) => {
    const { folder, service, identifyOne } = await setUp();
    await put(folder, name, await make());
    const lookup = await identifyOne(name);
    expect(lookup).toMatchObject({ kind: 'image', image: { width: 40, height: 30, format, frames: 1 } });
    const sent = await sharp((await service.encode(hashOf(lookup), 1e6, never)).bytes).metadata();
    expect(sent).toMatchObject({ width: 40, height: 30, space: 'srgb', depth: 'uchar', hasAlpha: false });
    const thumbnail = await sharp(await service.thumbnail(hashOf(lookup))).metadata();
    expect(thumbnail).toMatchObject({ width: 40, height: 30, format: 'webp' });
  });

  it.each(['gif', 'webp'] as const)(
    '[IMG3] of an animated %s the first frame is used, and that is said',
    async (format) => {
      const { folder, service, identifyOne } = await setUp();
      await put(folder, `moving.${format}`, await animation(3, format));
      const lookup = await identifyOne(`moving.${format}`);
      expect(lookup).toMatchObject({
        image: { width: 20, height: 10, frames: 3 },
        notice: 'Animated: only the first of 3 frames is used.',
      });
      const { bytes } = await service.encode(hashOf(lookup), 1e6, never);
      const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      expect(data[0]).toBeLessThan(10);
      expect(await identifyOne(`moving.${format}`)).toMatchObject({
        known: true,
        notice: expect.any(String),
      });
    },
  );
});

describe('identify: what is no picture', () => {
  it.each([
    ['empty.jpg', 'IMAGE_EMPTY', () => Buffer.alloc(0)],
    ['text.jpg', 'IMAGE_NOT_AN_IMAGE', () => Buffer.from('Dear diary, this is not a picture.')],
    ['page.jpg', 'IMAGE_NOT_AN_IMAGE', () => Buffer.from('<!DOCTYPE html><title>404</title>')],
    ['cut.jpg', 'IMAGE_DAMAGED', async () => (await noise(200, 100).jpeg().toBuffer()).subarray(0, 3000)],
    ['cut.png', 'IMAGE_DAMAGED', async () => (await noise(200, 100).png().toBuffer()).subarray(0, 3000)],
    ['cut.webp', 'IMAGE_DAMAGED', async () => (await noise(200, 100).webp().toBuffer()).subarray(0, 2000)],
    ['cut.tif', 'IMAGE_DAMAGED', async () => (await noise(200, 100).tiff().toBuffer()).subarray(0, 900)],
    ['cut.avif', 'IMAGE_DAMAGED', async () => (await noise(200, 100).avif().toBuffer()).subarray(0, 900)],
    ['old.bmp', 'IMAGE_UNSUPPORTED', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)])],
    ['phone.heic', 'IMAGE_UNSUPPORTED', () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
    ['drawn.png', 'IMAGE_UNSUPPORTED', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['film.avif', 'IMAGE_NOT_AN_IMAGE', () => Buffer.from('\0\0\0\x18ftypisom\0\0\0\0mp42isom', 'latin1')],
  ])('[IMG4] %s is refused with %s, and says what to do', async (name, code, make) => {
    const { folder, identifyOne } = await setUp();
    await put(folder, name, await make());
    const lookup = await identifyOne(name);
    expect(lookup).toMatchObject({ kind: 'problem', known: false, error: { code } });
    expect(lookup.kind === 'problem' && lookup.error.message).toContain(name);
    expect(lookup.kind === 'problem' && lookup.error.remedy).toMatch(/\.$/);
    // A size of 0 is seen without reading.
    const known = code !== 'IMAGE_EMPTY';
    expect(await identifyOne(name)).toMatchObject({ kind: 'problem', known, error: { code } });
  });

  it('[IMG5] a 30,000 × 30,000 PNG is refused before it is decoded', async () => {
    const { folder, identifyOne } = await setUp();
    await put(folder, 'bomb.png', blackPng(30_000, 30_000));
    await identifyOne('bomb.png');
    const before = process.memoryUsage().rss;
    await put(folder, 'bomb-2.png', blackPng(30_000, 29_999));
    const lookup = await identifyOne('bomb-2.png');
    expect(lookup).toMatchObject({ error: { code: 'IMAGE_TOO_LARGE' } });
    expect(lookup.kind === 'problem' && lookup.error.message).toContain('30,000 × 29,999');
    // Decoded, even at one byte a pixel, it would be 900 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
  });

  it('a file that is gone, a folder, and a path that leaves its root are problems of their own', async () => {
    const { folder, identify } = await setUp();
    await mkdir(path.join(folder, 'folder.jpg'));
    const lookups = await identify(
      'gone.jpg',
      'folder.jpg',
      '../outside.jpg',
      '/etc/passwd',
      'a/../../b.jpg',
    );
    expect(lookups.map(codeOf)).toEqual([
      'FILE_NOT_FOUND',
      'IMAGE_NOT_AN_IMAGE',
      'PATH_OUTSIDE_ROOT',
      'PATH_OUTSIDE_ROOT',
      'PATH_OUTSIDE_ROOT',
    ]);
  });

  it.skipIf(process.platform === 'win32')(
    '[IMG4] a file that may not be read is asked again each time',
    async () => {
      const { folder, identify, identifyOne } = await setUp();
      const bytes = await drawing(10, 10).jpeg().toBuffer();
      const file = await put(folder, 'locked.jpg', bytes);
      await put(folder, 'open.jpg', bytes);
      await chmod(folder, 0o755);
      await chmod(file, 0);
      // Root may read everything; a thread that runs already needs no rights to begin.
      await identifyOne('open.jpg');
      const isRoot = process.geteuid?.() === 0;
      if (isRoot) process.seteuid?.(65534);
      const lookups = await identify('locked.jpg', 'open.jpg').finally(() => isRoot && process.seteuid?.(0));
      expect(lookups.map(codeOf)).toEqual(['FILE_UNREADABLE', 'image']);
      await chmod(file, 0o600);
      expect(codeOf(await identifyOne('locked.jpg'))).toBe('image');
    },
  );
});

describe('identify: many files', () => {
  it('[IMG6] answers come in the order of the files, good and bad', async () => {
    const { folder, identify } = await setUp();
    const names = Array.from({ length: 12 }, (_, index) => `${index} 🐈\n.png`);
    for (const [index, name] of names.entries())
      await put(
        folder,
        name,
        index % 3 === 2
          ? 'no'
          : await drawing(10 + index, 10)
              .png()
              .toBuffer(),
      );
    const lookups = await identify(...names);
    expect(lookups.map((lookup) => (lookup.kind === 'image' ? lookup.image.width : 'problem'))).toEqual(
      names.map((_, index) => (index % 3 === 2 ? 'problem' : 10 + index)),
    );
  });

  it('[IMG7] unchanged files are not read again, changed ones are', async () => {
    const { folder, store, identify } = await setUp();
    await put(folder, 'a.png', await drawing(10, 10).png().toBuffer());
    await put(folder, 'b.png', await drawing(11, 10).png().toBuffer());
    expect((await identify('a.png', 'b.png')).map(({ known }) => known)).toEqual([false, false]);
    await put(folder, 'b.png', await drawing(12, 10).png().toBuffer());
    const again = start(folder, store);
    const lookups = await again.identify(
      [
        { root: folder, path: 'a.png' },
        { root: folder, path: 'b.png' },
      ],
      never,
    );
    expect(lookups).toMatchObject([{ known: true }, { known: false, image: { width: 12 } }]);
  });

  it('[IMG1] the same bytes at two places are one image with two locations', async () => {
    const { folder, store, identify } = await setUp();
    const bytes = await drawing(10, 10).png().toBuffer();
    await put(folder, 'a.png', bytes);
    await put(folder, 'sub/b.png', bytes);
    const [a, b] = await identify('a.png', 'sub/b.png');
    expect(hashOf(a)).toBe(hashOf(b));
    expect(store.locations(hashOf(a)).map((location) => location.path)).toEqual(['a.png', 'sub/b.png']);
  });

  it('work that several ask for at once is done once', async () => {
    const { folder, identify, service } = await setUp();
    await put(folder, 'a.png', await drawing(300, 300).png().toBuffer());
    const lookups = (await Promise.all([identify('a.png', 'a.png'), identify('a.png')])).flat();
    expect(new Set(lookups.map(hashOf)).size).toBe(1);
    const image = hashOf(lookups[0]);
    const [one, two] = await Promise.all([
      service.perceptualHash(image, never),
      service.perceptualHash(image, never),
    ]);
    expect(one).toBe(two);
  });

  it('a stop ends the work and keeps what has been read', async () => {
    const { folder, store, service } = await setUp();
    const files = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        await put(folder, `${index}.png`, await drawing(20, 20, index).png().toBuffer());
        return { root: folder, path: `${index}.png` };
      }),
    );
    const stop = new AbortController();
    let answers = 0;
    const stopping: KnownImages = {
      ...store,
      rootName(root) {
        if (++answers === 3) stop.abort();
        return store.rootName(root);
      },
    };
    await expect(start(folder, stopping).identify(files, stop.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    const known = (await service.identify(files, never)).filter((lookup) => lookup.known).length;
    expect(known).toBeGreaterThanOrEqual(3);
    expect(known).toBeLessThan(10);
  });
});

describe('locate', () => {
  it('[IMG8] finds the file, also when only its times have changed', async () => {
    const { folder, service, identifyOne } = await setUp();
    const file = await put(folder, 'a.png', await drawing(10, 10).png().toBuffer());
    const image = hashOf(await identifyOne('a.png'));
    expect(await service.locate(image)).toBe(file);
    await utimes(file, 1, 1);
    expect(await service.locate(image)).toBe(file);
    expect(await identifyOne('a.png')).toMatchObject({ known: true });
  });

  it('[IMG8] a file with other bytes is IMAGE_CHANGED, for sending and hashing too', async () => {
    const { folder, service, identifyOne } = await setUp();
    await put(folder, 'a.png', await drawing(10, 10).png().toBuffer());
    const image = hashOf(await identifyOne('a.png'));
    await put(folder, 'a.png', await drawing(10, 10, 2).png().toBuffer());
    await expect(service.locate(image)).rejects.toMatchObject({ code: 'IMAGE_CHANGED' });
    await expect(service.encode(image, 1e6, never)).rejects.toMatchObject({ code: 'IMAGE_CHANGED' });
    await expect(service.perceptualHash(image, never)).rejects.toMatchObject({ code: 'IMAGE_CHANGED' });
    expect((await service.thumbnail(image)).length).toBeGreaterThan(0);
  });

  it('takes another location when the first is gone, and says what to do when none is left', async () => {
    const { folder, service, identify } = await setUp();
    const bytes = await drawing(10, 10).png().toBuffer();
    await put(folder, 'a.png', bytes);
    const second = await put(folder, 'b.png', bytes);
    const image = hashOf((await identify('a.png', 'b.png'))[0]);
    await rm(path.join(folder, 'a.png'));
    expect(await service.locate(image)).toBe(second);
    await rename(second, path.join(folder, 'c.png'));
    await expect(service.locate(image)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      details: { remedy: expect.stringContaining('folder') },
    });
    await expect(service.locate('0'.repeat(64) as ImageHash)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('[IMG9] never follows a stored path out of its root', async () => {
    const { folder, store, service, identifyOne } = await setUp();
    await put(folder, 'a.png', await drawing(10, 10).png().toBuffer());
    const lookup = await identifyOne('a.png');
    const [location] = store.locations(hashOf(lookup));
    if (lookup.kind !== 'image' || location === undefined) throw new Error('Not found.');
    const inside = path.join(folder, 'inside');
    const image = { ...lookup.image, hash: 'f'.repeat(64) as ImageHash };
    const result = { kind: 'image', image, exif: {} } as const;
    for (const stored of ['../a.png', path.join(folder, 'a.png'), '..\\a.png/../../a.png'])
      store.save([{ file: { root: inside, path: stored }, stat: location.stat, result }]);
    await expect(service.locate(image.hash)).rejects.toMatchObject({ code: 'PATH_OUTSIDE_ROOT' });
  });

  it('[IMG8] works on the real project, also when it may only be read', async () => {
    const { folder } = await setUp();
    const file = await put(folder, 'in/moving.gif', await animation(2, 'gif'));
    const project = createProject(path.join(folder, 'p.ekp'), { name: 'p' });
    const service = start(folder, project.images);
    const files = [
      { root: path.join(folder, 'in'), path: 'moving.gif' },
      { root: path.join(folder, 'in'), path: 'gone.gif' },
    ];
    const [first] = await service.identify(files, never);
    const image = hashOf(first);
    expect(first).toMatchObject({ root: 'in', known: false, notice: expect.stringMatching(/^Animated/) });
    expect((await service.encode(image, 100, never)).mime).toBe('image/png');
    const digits = await service.perceptualHash(image, never);
    expect(project.images.perceptualHash(image)).toBe(digits);
    await utimes(file, 5, 5);
    expect(await service.locate(image)).toBe(file);
    const [second, gone] = await service.identify(files, never);
    expect(second).toEqual({ ...first, known: true });
    expect(gone).toMatchObject({ kind: 'problem', error: { code: 'FILE_NOT_FOUND' } });
    await service.close();
    await project.close();
    await utimes(file, 6, 6);
    const readOnly = openProject(path.join(folder, 'p.ekp'), { readOnly: true });
    expect(await start(folder, readOnly.images).locate(image)).toBe(file);
    await readOnly.close();
  });

  it('links inside the root are followed', async () => {
    const { folder, service, identifyOne } = await setUp();
    const outside = await makeFolder();
    await put(outside, 'far.png', await drawing(10, 10).png().toBuffer());
    await symlink(path.join(outside, 'far.png'), path.join(folder, 'near.png'));
    const image = hashOf(await identifyOne('near.png'));
    expect(await service.locate(image)).toBe(path.join(folder, 'near.png'));
  });
});

describe('encode', () => {
  it('[IMG10] is upright, on white, and no larger than asked', async () => {
    const { folder, service, identifyOne } = await setUp();
    await put(
      folder,
      'turned.jpg',
      await drawing(400, 200).withMetadata({ orientation: 8 }).jpeg().toBuffer(),
    );
    await put(
      folder,
      'clear.png',
      await sharp({ create: { width: 8, height: 8, channels: 4, background: '#00000000' } })
        .png()
        .toBuffer(),
    );
    const turned = await service.encode(hashOf(await identifyOne('turned.jpg')), 20_000, never);
    expect(turned.mime).toBe('image/jpeg');
    expect(await sharp(turned.bytes).metadata()).toMatchObject({ width: 100, height: 200, format: 'jpeg' });
    const clear = await service.encode(hashOf(await identifyOne('clear.png')), 1e6, never);
    expect(clear.mime).toBe('image/png');
    expect([...(await sharp(clear.bytes).raw().toBuffer())].every((value) => value === 255)).toBe(true);
  });

  it('small drawings stay free of loss, large ones become JPEG', async () => {
    const { folder, service, identify } = await setUp();
    await put(folder, 'small.png', await drawing(100, 100).png().toBuffer());
    await put(folder, 'large.png', await drawing(1000, 600).png().toBuffer());
    const [small, large] = await identify('small.png', 'large.png');
    const sent = await service.encode(hashOf(small), 1e6, never);
    const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
    expect(await pixels(sent.bytes)).toEqual(await pixels(await readFile(path.join(folder, 'small.png'))));
    expect((await service.encode(hashOf(large), 1e6, never)).mime).toBe('image/jpeg');
  });

  it('a stopped run does not begin', async () => {
    const { folder, service, identifyOne } = await setUp();
    await put(folder, 'a.png', await drawing(10, 10).png().toBuffer());
    const image = hashOf(await identifyOne('a.png'));
    await expect(service.encode(image, 100, AbortSignal.abort())).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});

describe('thumbnails', () => {
  it('[IMG11] have a longest side of 256, come from the file beside the project, and outlive the original', async () => {
    const { folder, store, service, identifyOne } = await setUp();
    const file = await put(
      folder,
      'a.jpg',
      await drawing(1000, 500).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    );
    const image = hashOf(await identifyOne('a.jpg'));
    await rm(file);
    await service.close();
    open.length = 0;
    const thumbnail = await start(folder, store).thumbnail(image);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 128, height: 256, format: 'webp' });
  });

  it('[IMG11] a cache file that is lost or broken is made anew', async () => {
    const { folder, store, service, identifyOne } = await setUp();
    await put(folder, 'a.png', await drawing(300, 300).png().toBuffer());
    const image = hashOf(await identifyOne('a.png'));
    const before = await service.thumbnail(image);
    await service.close();
    open.length = 0;
    const cache = path.join(folder, 'project.cache');
    await copyFile(path.join(folder, 'a.png'), cache);
    expect(Buffer.from(await start(folder, store).thumbnail(image))).toEqual(Buffer.from(before));
  });
});
