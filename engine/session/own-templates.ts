import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import { isThere } from '../files/is-there.ts';
import { writePrivateFile } from '../files/replace-file.ts';
import { readTemplateFile, type Template } from './templates.ts';

/** Ids of the user's templates begin with it, so that they never meet one of the app's. */
const OWN = 'own-';
const OWN_ID = /^own-[a-z0-9-]{1,80}$/;
/** More files are not looked at: the gallery is no archive. */
const MOST = 200;

/** Templates that the user has saved, one file each in a folder of the data folder. */
export interface OwnTemplates {
  /** By title. Files that are no templates are left out: they may come from anywhere. */
  list(): Promise<readonly Template[]>;
  save(template: {
    readonly title: string;
    readonly summary: string;
    readonly flow: Flow;
  }): Promise<Template>;
  /** Throws NOT_FOUND for anything that is not the user's own. */
  remove(id: string): Promise<void>;
}

export function ownTemplates(dataFolder: string): OwnTemplates {
  const folder = join(dataFolder, 'templates');
  const fileOf = (id: string) => join(folder, `${id}.json`);

  async function freeId(title: string): Promise<string> {
    const stem = `${OWN}${slug(title)}`;
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? stem : `${stem}-${number}`;
      if (!(await isThere(fileOf(id)))) return id;
    }
  }

  return {
    async list() {
      const names = await readdir(folder).catch((): string[] => []);
      const ids = names
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
        .filter((id) => OWN_ID.test(id))
        .sort()
        .slice(0, MOST);
      const read = await Promise.all(
        ids.map((id) =>
          readTemplateFile(fileOf(id)).then(
            (template) => ({ ...template, id }),
            () => undefined,
          ),
        ),
      );
      return read.filter((one) => one !== undefined).sort((a, b) => (a.title < b.title ? -1 : 1));
    },
    async save({ title, summary, flow }) {
      await mkdir(folder, { recursive: true });
      const id = await freeId(title);
      const content = { id, title, summary: summary || title, category: 'own', flow };
      await writePrivateFile(fileOf(id), `${JSON.stringify(content, null, 2)}\n`);
      return { ...(await readTemplateFile(fileOf(id))), id };
    },
    async remove(id) {
      if (!OWN_ID.test(id) || !(await isThere(fileOf(id))))
        throw new UserError('NOT_FOUND', `There is no template "${id}" of yours.`, {
          remedy: 'Open the start screen again to see which there are.',
        });
      await rm(fileOf(id));
    },
  };
}

/** `Cats & dogs, twice` → `cats-dogs-twice`. */
function slug(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return words || 'template';
}
