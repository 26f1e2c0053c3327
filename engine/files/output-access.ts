import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { OutputAccess } from '../../core/node-context.ts';
import { backUpFile } from './back-up-file.ts';
import { readError, systemCode } from './file-errors.ts';
import type { OwnExports } from './own-exports.ts';
import { readTextFile } from './read-text-file.ts';
import { replaceFile } from './replace-file.ts';
import { resolveUserPath } from './resolve-path.ts';
import { sidecarPath } from './sidecar-path.ts';

export interface OutputAccessOptions {
  /** Absolute folder that relative paths lie below: the project's. */
  readonly base: string;
  readonly ownExports: OwnExports;
  /** The project's roots, as the store's table of images gives them; none by default. */
  readonly roots?: () => readonly { readonly name: string; readonly path: string }[];
}

/**
 * Write access for exports. Whatever a person wrote or changed is copied to `<name>.bak` before it is replaced; what the app itself wrote last, and
 * nobody changed, is not [RUN16]. Paths may begin with `~`, or be relative to the base; hidden names are refused, because a stranger's flow
 * could mean a shell's settings by them. The root of a sidecar's image is one of the project's roots, by name or path, or a folder to be made.
 */
export function createOutputAccess({
  base,
  ownExports,
  roots = () => [],
}: OutputAccessOptions): OutputAccess {
  /** A root of the project must be there: a drive that is not connected is not made anew on another. A folder that was named is made. */
  async function rootOf(given: string): Promise<string> {
    const root = roots().find((one) => one.name === given || one.path === given);
    const isName = !/^[~.]|[/\\]/.test(given);
    if (root === undefined && !isName) {
      const folder = resolveUserPath(given, base);
      refuseHidden(folder, base);
      return folder;
    }
    if (root !== undefined && (await isFolder(root.path))) return root.path;
    throw new UserError('FOLDER_NOT_FOUND', `The images' folder “${root?.path ?? given}” is not there.`, {
      remedy: 'Connect its drive, or write the text files into another folder.',
      fix: 'choose-folder',
    });
  }

  async function replace(file: string, chunks: Iterable<string> | AsyncIterable<string>) {
    const written = await replaceFile(file, chunks, {
      before: async ({ sha256 }) => {
        const present = await digestOf(file);
        const isTheirs = present !== undefined && present !== sha256 && !ownExports.isOurs(file, present);
        if (isTheirs) await backUpFile(file);
      },
    });
    ownExports.wrote(file, written.sha256);
    return written;
  }

  return {
    async writeFile(given, chunks) {
      const named = resolveUserPath(given, base);
      // A link that the person made is kept, and what it leads to is written. Beside images it is not: folders come from strangers.
      const file = await realpath(named).catch(() => named);
      refuseHidden(file, base);
      await refuseSpecial(file);
      const { bytes } = await replace(file, chunks);
      return { bytes };
    },

    async writeSidecar(image, extension, text, mode) {
      const root = await rootOf(image.root);
      const file = sidecarPath({ ...image, root }, extension, base);
      refuseHidden(file, root);
      const body = `${text.trimEnd()}\n`;
      const present = await readTextFile(file);
      if (present === undefined) {
        await replace(file, [body]);
        return 'written';
      }
      if (present.text === body) return 'unchanged';
      const isOurs = ownExports.isOurs(file, present.sha256);
      if (mode === 'append') {
        if (holdsLines(present.text, body)) return 'unchanged';
        const before = present.text.trimEnd();
        const { sha256 } = await replaceFile(file, [before === '' ? body : `${before}\n${body}`]);
        // What a person wrote a part of stays theirs: it is read as input, and backed up before it is replaced.
        if (isOurs) ownExports.wrote(file, sha256);
        return 'written';
      }
      if (mode === 'keep' && !isOurs) return 'kept';
      if (mode === 'amend' && !isOurs) {
        if (!holdsWords(body, present.text)) return 'kept';
        await backUpFile(file);
        // It stays theirs: otherwise it would no longer come in as a caption, and another one would take its place.
        await replaceFile(file, [body]);
        return 'written';
      }
      await replace(file, [body]);
      return 'written';
    },
  };
}

/** Whether the lines of `part` stand one after the other in `whole`. */
function holdsLines(whole: string, part: string): boolean {
  const lines = (text: string) => `\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
  return lines(whole).includes(lines(part));
}

/** Whether everything that stands in `part` stands in `whole`, wherever the lines end. */
function holdsWords(whole: string, part: string): boolean {
  const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
  return flat(whole).includes(flat(part));
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** Devices, pipes and sockets would be replaced by a file of their name. */
async function refuseSpecial(file: string): Promise<void> {
  const stats = await stat(file).catch(() => undefined); // absent, or its folder is: writing will tell
  if (stats === undefined || stats.isFile() || stats.isDirectory()) return;
  throw new UserError('FILE_UNWRITABLE', `“${path.basename(file)}” is not a file.`, {
    remedy: 'Choose another name.',
  });
}

/** SHA-256 of a file; undefined where there is none. Throws FILE_UNREADABLE. */
async function digestOf(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return undefined;
    const digest = createHash('sha256');
    for await (const bytes of createReadStream(file)) digest.update(bytes);
    return digest.digest('hex');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw readError(thrown, file);
  }
}

/** Below the base only what follows it counts: projects may themselves lie in a hidden folder. */
function refuseHidden(file: string, base: string): void {
  const way = path.relative(base, file);
  const isBelow = way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
  const names = (isBelow ? way : file).split(path.sep);
  const hidden = names.find((name) => name.startsWith('.'));
  if (hidden === undefined) return;
  throw new UserError('PATH_OUTSIDE_ROOT', `Nothing is written to “${hidden}”: its name makes it hidden.`, {
    remedy: 'Choose a folder and a name that do not begin with a dot.',
  });
}
