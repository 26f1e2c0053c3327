import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { flowOf } from '../../core/testing-flow.ts';
import { createFileAccess } from '../../engine/files/file-access.ts';
import { createImageService } from '../../engine/images/create-image-service.ts';
import { THUMBNAIL_WEBP } from '../../engine/images/image-limits.ts';
import type { ImageLookup } from '../../engine/images/image-service.ts';
import { createProject } from '../../engine/store/open-project.ts';
import { type BenchCall, defineBench } from '../define-bench.ts';
import { syntheticImage } from '../flow/synthetic-records.ts';
import { makePhotographs } from '../pictures/photographs.ts';
import { fileStat, makePictureFolder, picturePath } from '../pictures/picture-folder.ts';

interface Size {
  readonly photographs: number;
  readonly listed: number;
}

/** Two, on two cores; the peer gets as many. */
const THREADS = 2;
/** As sources ask for them. */
const CHUNK = 128;
const CHUNKS_AT_ONCE = 3;
/** Of the folders that are only listed. */
const PER_FOLDER = 10_000;
const DISTINCT = 1000;

/** What a folder costs when it is first seen, and when it is seen again. */
export const bench = defineBench({
  name: 'folder-ingest',
  title: 'Folder ingest: hash, size, EXIF, thumbnail, all stored',
  sizes: { full: { photographs: 2000, listed: 100_000 }, quick: { photographs: 24, listed: 300 } },
  limitSeconds: 240,
  async prepare({ size, shared }: BenchCall<Size>) {
    await makePhotographs(photographs(shared), size.photographs);
    makePictureFolder(many(shared), {
      count: size.listed,
      distinct: Math.min(DISTINCT, size.listed),
      perFolder: PER_FOLDER,
    });
  },
  parts: {
    ingest: ({ folder, shared }) => ingest(photographs(shared), join(folder, 'ingest.ekp')),
    sharpSame: ({ shared }) => thumbnailsOnly(photographs(shared), THUMBNAIL_WEBP),
    sharpDefault: ({ shared }) => thumbnailsOnly(photographs(shared), { quality: 80 }),
    listing: ({ size, folder, shared }) => listKnown(many(shared), join(folder, 'listing.ekp'), size),
  },
  figures: [
    {
      name: 'ratio',
      title: 'ingest of 2,000 JPEGs (1024 × 768), images a second',
      against: 'bare sharp thumbnails, same WebP settings, same threads',
      unit: '×',
      better: 'higher',
      target: 0.8,
      aim: 0.95,
      of: ({ ingest, sharpSame }) => ingest.imagesPerSecond / sharpSame.imagesPerSecond,
    },
    {
      name: 'ratio-default',
      title: 'the same',
      against: 'bare sharp thumbnails, sharp’s default WebP effort, same threads',
      unit: '×',
      better: 'higher',
      of: ({ ingest, sharpDefault }) => ingest.imagesPerSecond / sharpDefault.imagesPerSecond,
    },
    {
      name: 'speed',
      title: 'the same, images a second',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ ingest }) => ingest.imagesPerSecond,
    },
    {
      name: 'read-again',
      title: 'bytes read when the unchanged 2,000 JPEGs are taken in again',
      against: 'their size',
      unit: '%',
      better: 'lower',
      target: 1,
      of: ({ ingest }) => ingest.readAgainPercent,
    },
    {
      name: 'relist',
      title: 'listing and recognising 100,000 known files again',
      against: '–',
      unit: 's',
      better: 'lower',
      of: ({ listing }) => listing.seconds,
    },
  ],
});

const photographs = (shared: string) => join(shared, 'photographs');
const many = (shared: string) => join(shared, 'many');
const never = new AbortController().signal;

function openServices(path: string) {
  const store = createProject(path, { name: 'Bench', flow: flowOf({}) });
  const images = createImageService({
    store: store.images,
    cachePath: `${path}.thumbs`,
    workers: THREADS,
  });
  const close = async () => {
    await images.close();
    await store.close();
  };
  return { store, images, close };
}

type Services = ReturnType<typeof openServices>;

/** As a source does it: chunk by chunk, some ahead. Gives how many files there are; throws unless all are pictures, known or new as is said. */
async function takeIn(folder: string, { images, store }: Services, known: boolean): Promise<number> {
  const files = createFileAccess({ base: folder, ownExports: store.exports });
  const reading: Promise<unknown>[] = [];
  let count = 0;
  let chunk: { root: string; path: string }[] = [];
  const send = async () => {
    reading.push(images.identify(chunk, never).then((lookups) => checkAll(lookups, known)));
    chunk = [];
    if (reading.length >= CHUNKS_AT_ONCE) await reading.shift();
  };
  for await (const entry of files.walk(folder, { recursive: true, include: [], exclude: [] })) {
    if ('problem' in entry) throw new Error(entry.path);
    count += 1;
    await files.sidecar(entry, '.txt');
    if (chunk.push(entry) === CHUNK) await send();
  }
  await send();
  await Promise.all(reading);
  return count;
}

function checkAll(lookups: readonly ImageLookup[], known: boolean): void {
  if (lookups.some(({ kind }) => kind !== 'image')) throw new Error('A picture was not taken for one.');
  if (lookups.some((lookup) => lookup.known !== known))
    throw new Error('A file was read again, or not read.');
}

async function ingest(folder: string, path: string) {
  const services = openServices(path);
  const started = performance.now();
  const count = await takeIn(folder, services, false);
  await services.store.committed();
  const seconds = (performance.now() - started) / 1000;
  const before = bytesRead();
  await takeIn(folder, services, true);
  const readAgain = bytesRead() - before;
  await services.close();
  const size = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return { imagesPerSecond: count / seconds, readAgainPercent: (100 * readAgain) / size };
}

/** What this process and its threads have read from files; NaN where the system does not tell. */
function bytesRead(): number {
  try {
    return Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

async function thumbnailsOnly(folder: string, webp: { readonly quality: number; readonly effort?: number }) {
  // As in our own threads: one thread a picture, nothing cached.
  sharp.concurrency(1);
  sharp.cache(false);
  const names = readdirSync(folder).values();
  const started = performance.now();
  let count = 0;
  async function worker(): Promise<void> {
    for (const name of names) {
      await sharp(join(folder, name))
        .autoOrient()
        .resize(256, 256, { fit: 'inside', withoutEnlargement: true })
        .webp(webp)
        .toBuffer();
      count += 1;
    }
  }
  await Promise.all(Array.from({ length: THREADS }, worker));
  return { imagesPerSecond: count / ((performance.now() - started) / 1000) };
}

/** The files are in the table as if they had been read before: reading them is measured above. */
async function listKnown(folder: string, path: string, { listed }: Size) {
  const services = openServices(path);
  for (let from = 0; from < listed; from += 1000) {
    const some = Array.from({ length: Math.min(1000, listed - from) }, (_, index) => from + index);
    services.store.images.save(
      some.map((index) => {
        const file = { root: folder, path: picturePath(index, PER_FOLDER) };
        const image = syntheticImage(index % DISTINCT);
        return { file, stat: fileStat(join(folder, file.path)), result: { kind: 'image', image, exif: {} } };
      }),
    );
  }
  await services.store.committed();
  const started = performance.now();
  await takeIn(folder, services, true);
  const seconds = (performance.now() - started) / 1000;
  await services.close();
  return { seconds };
}
