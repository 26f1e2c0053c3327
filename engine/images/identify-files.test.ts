import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileEntry } from '../../core/node-context.ts';
import { createImageService } from './create-image-service.ts';
import { animation, blackPng, drawing, noise, put } from './fixtures/make-pictures.ts';
import { codeOf, hashOf, never, openServices } from './fixtures/open-service.ts';
import type { KnownImages } from './known-images.ts';

const { setUp, start } = openServices(onTestFinished);

/** What this process and its threads have read from files, bytes. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
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

  it('[IMG6] pictures are kept in the order of the files, which is that of the light table', async () => {
    const { folder, store } = await setUp();
    const names = Array.from({ length: 8 }, (_, index) => `${index}.png`);
    // The first ones take a thread far longer than the last ones take the other.
    for (const [index, name] of names.entries()) {
      const side = index < 4 ? 900 : 8 + index;
      await put(folder, name, await noise(side, side).png().toBuffer());
    }
    const saved: string[] = [];
    const watched: KnownImages = {
      ...store,
      save: (found) => {
        saved.push(...found.map(({ file }) => file.path));
        store.save(found);
      },
    };
    const cachePath = path.join(folder, 'project.cache');
    const service = createImageService({ store: watched, cachePath, workers: 2 });
    onTestFinished(() => service.close());
    const [slow, quick] = [names.slice(0, 6), names.slice(6)].map((part) =>
      part.map((name) => ({ root: folder, path: name })),
    ) as [FileEntry[], FileEntry[]];
    const first = service.identify(slow, never);
    await service.identify(quick, never, first);
    expect(saved).toEqual(names);
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

  it.runIf(existsSync('/proc/self/io'))(
    '[IMG7] a new file is read once for everything that is kept of it, an unchanged one not at all',
    async () => {
      const { folder, store, service } = await setUp();
      const paths = Array.from({ length: 8 }, (_, index) => `${index}.jpg`);
      const sizes = await Promise.all(
        paths.map(async (name, index) => {
          const bytes = await noise(900 + index, 700)
            .jpeg({ quality: 95 })
            .toBuffer();
          await put(folder, name, bytes);
          return bytes.length;
        }),
      );
      const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
      const files = paths.map((name) => ({ root: folder, path: name }));
      // The threads load their program from files too: that is done first.
      await put(folder, 'first.png', await drawing(10, 10).png().toBuffer());
      await service.identify([{ root: folder, path: 'first.png' }], never);
      const begun = bytesRead();
      await service.identify(files, never);
      const read = bytesRead() - begun;
      expect(read).toBeGreaterThanOrEqual(size);
      expect(read).toBeLessThan(1.5 * size);
      const again = start(folder, store);
      const before = bytesRead();
      expect((await again.identify(files, never)).every(({ known }) => known)).toBe(true);
      expect(bytesRead() - before).toBeLessThan(0.1 * size);
    },
  );

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
