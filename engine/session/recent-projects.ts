import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProjectInfo, RecentProject } from '../../core/contract/project.ts';
import { type ImageHash, isImageHash } from '../../core/ids.ts';
import { RUN_STATES, type RunState } from '../../core/run.ts';
import { isThere } from '../files/is-there.ts';
import { writePrivateFile } from '../files/replace-file.ts';

const MOST = 20;
/** Pictures of one project in the list. */
export const MOST_PICTURES = 4;
/** Larger files are no thumbnails, whoever has put them there. */
const MOST_PICTURE_BYTES = 2 ** 20;

const hash = z.custom<ImageHash>((value) => typeof value === 'string' && isImageHash(value));
const entrySchema = z.object({
  path: z.string().max(4096),
  name: z.string().max(200),
  openedAt: z.number(),
  images: z.number(),
  captions: z.number(),
  pictures: z.array(hash).max(MOST_PICTURES).default([]),
  roots: z.array(z.string().max(4096)).max(100).default([]),
  run: z.enum(RUN_STATES).optional(),
});
type Entry = z.output<typeof entrySchema>;

/** A thumbnail as the image service gives it. */
export interface RecentPicture {
  readonly hash: ImageHash;
  readonly bytes: Uint8Array;
}

/** Projects that were opened lately, newest first, in a file of the data folder, with a few thumbnails of each beside it. */
export interface RecentProjects {
  /** `open` is the project that this engine has open: of the others no run can be under way. */
  list(open?: string): Promise<readonly RecentProject[]>;
  /** Puts it in front. Without `run` what is known of its last run stays. */
  remember(info: ProjectInfo, run?: RunState): Promise<void>;
  /** Replaces a listed project's pictures. */
  keepPictures(path: string, pictures: readonly RecentPicture[]): Promise<void>;
  forget(path: string): Promise<void>;
  /** WebP; undefined where no listed project has it. */
  picture(image: ImageHash): Promise<Uint8Array | undefined>;
}

export function recentProjects(dataFolder: string, now: () => number = Date.now): RecentProjects {
  const file = join(dataFolder, 'recent-projects.json');
  const folder = join(dataFolder, 'recent-pictures');
  const pictureFile = (image: ImageHash) => join(folder, `${image}.webp`);
  let writing: Promise<void> = Promise.resolve();

  /** One change after the other. A list of conveniences: where it cannot be written (read-only disk) everything else still works. */
  function change(work: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    writing = writing.then(async () => {
      const before = await read(file);
      const after = work(before).slice(0, MOST);
      if (after === before) return;
      await writePrivateFile(file, `${JSON.stringify(after, null, 2)}\n`).catch(() => undefined);
      await removeUnused(folder, new Set(after.flatMap(({ pictures }) => pictures)));
    });
    return writing;
  }

  return {
    async list(open) {
      const entries = await read(file);
      return Promise.all(entries.map((entry) => describe(entry, entry.path === open)));
    },
    remember: ({ path, name, images, captions, roots }, run) =>
      change((entries) => {
        const former = entries.find((other) => other.path === path);
        const known = run ?? former?.run;
        const entry: Entry = {
          path,
          name,
          images,
          captions,
          openedAt: now(),
          pictures: former?.pictures ?? [],
          roots: roots.slice(0, 100).map((root) => root.path),
          ...(known !== undefined && { run: known }),
        };
        return [entry, ...entries.filter((other) => other.path !== path)];
      }),
    async keepPictures(path, pictures) {
      const kept = pictures.slice(0, MOST_PICTURES);
      await writing;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await Promise.all(
          kept.map(({ hash: image, bytes }) => writeFile(pictureFile(image), bytes, { mode: 0o600 })),
        );
      } catch {
        return; // As above: the list then stands without pictures.
      }
      await change((entries) =>
        entries.map((entry) =>
          entry.path === path ? { ...entry, pictures: kept.map(({ hash: image }) => image) } : entry,
        ),
      );
    },
    forget: (path) => change((entries) => entries.filter((entry) => entry.path !== path)),
    async picture(image) {
      const bytes = await readFile(pictureFile(image)).catch(() => undefined);
      return bytes !== undefined && bytes.length <= MOST_PICTURE_BYTES ? bytes : undefined;
    },
  };
}

async function describe({ roots, run, ...entry }: Entry, isOpen: boolean): Promise<RecentProject> {
  const [found, ...rootsFound] = await Promise.all([entry.path, ...roots].map(isThere));
  // A run that nobody has seen the end of: the engine was killed in it.
  const state = !isOpen && (run === 'running' || run === 'paused' || run === 'queued') ? 'interrupted' : run;
  return {
    ...entry,
    ...(state !== undefined && { run: state }),
    imagesMoved: rootsFound.includes(false),
    found: found ?? false,
  };
}

/** A list that cannot be read is an empty list. */
async function read(file: string): Promise<readonly Entry[]> {
  try {
    return z.array(entrySchema).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return [];
  }
}

async function removeUnused(folder: string, used: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const unused = names.filter((name) => name.endsWith('.webp') && !used.has(name.slice(0, -'.webp'.length)));
  // What cannot be removed now goes the next time.
  await Promise.all(unused.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}
