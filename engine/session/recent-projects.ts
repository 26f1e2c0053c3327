import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProjectInfo, RecentProject } from '../../core/contract/project.ts';
import { isThere } from '../files/is-there.ts';
import { writePrivateFile } from '../files/replace-file.ts';

const MOST = 20;

const entrySchema = z.object({
  path: z.string().max(4096),
  name: z.string().max(200),
  openedAt: z.number(),
  images: z.number(),
  captions: z.number(),
});
type Entry = z.output<typeof entrySchema>;

/** Projects that were opened lately, newest first, in a file of the data folder. */
export interface RecentProjects {
  list(): Promise<readonly RecentProject[]>;
  remember(info: ProjectInfo): Promise<void>;
}

export function recentProjects(dataFolder: string, now: () => number = Date.now): RecentProjects {
  const file = join(dataFolder, 'recent-projects.json');
  let writing: Promise<void> = Promise.resolve();
  return {
    async list() {
      const entries = await read(file);
      return Promise.all(entries.map(async (entry) => ({ ...entry, found: await isThere(entry.path) })));
    },
    remember({ path, name, images, captions }) {
      writing = writing.then(async () => {
        const entry: Entry = { path, name, images, captions, openedAt: now() };
        const others = (await read(file)).filter((other) => other.path !== path);
        const text = JSON.stringify([entry, ...others].slice(0, MOST), null, 2);
        // A list of conveniences: without it (read-only disk) everything else still works.
        await writePrivateFile(file, `${text}\n`).catch(() => undefined);
      });
      return writing;
    },
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
