import { copyFile, readFile, rename, rm, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageHash } from '../../core/ids.ts';
import { createProject, openProject } from '../store/open-project.ts';
import { animation, drawing, makeFolder, put } from './fixtures/make-pictures.ts';
import { hashOf, never, openServices } from './fixtures/open-service.ts';

const { setUp, start } = openServices(onTestFinished);

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
    const thumbnail = await start(folder, store).thumbnail(image);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 128, height: 256, format: 'webp' });
  });

  it('[IMG11] a cache file that is lost or broken is made anew', async () => {
    const { folder, store, service, identifyOne } = await setUp();
    await put(folder, 'a.png', await drawing(300, 300).png().toBuffer());
    const image = hashOf(await identifyOne('a.png'));
    const before = await service.thumbnail(image);
    await service.close();
    const cache = path.join(folder, 'project.cache');
    await copyFile(path.join(folder, 'a.png'), cache);
    expect(Buffer.from(await start(folder, store).thumbnail(image))).toEqual(Buffer.from(before));
  });
});
