import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import type { AddedPictures } from '../../core/contract/side-by-side.ts';
import { type ErrorRecord, toErrorRecord, UserError } from '../../core/errors.ts';
import { hasImageExtension } from '../../core/image-extensions.ts';
import type { FileEntry } from '../../core/node-context.ts';
import { MOST_PICTURES, type TriedPicture } from '../../core/side-by-side.ts';
import { walkFolder } from '../files/walk-folder.ts';
import type { ImageService } from '../images/image-service.ts';
import { type Board, withoutPicture } from './board.ts';

/** Of a folder more are not even counted: it may hold a million. */
const MOST_OF_A_FOLDER = 200;

export type Refusal = AddedPictures['refused'][number];

/** Files as they were named, those of folders in their place. Nothing is read of them yet. */
export async function findPictures(
  paths: readonly string[],
): Promise<{ readonly files: readonly FileEntry[]; readonly refused: readonly Refusal[] }> {
  const files: FileEntry[] = [];
  const refused: Refusal[] = [];
  for (const path of paths) {
    try {
      files.push(...(await filesAt(path)));
    } catch (thrown) {
      refused.push(refusal(basename(path), toErrorRecord(thrown)));
    }
  }
  return { files, refused };
}

async function filesAt(path: string): Promise<readonly FileEntry[]> {
  const found = isAbsolute(path) ? await stat(path).catch(() => undefined) : undefined; // absent: said below
  if (!found)
    throw new UserError('FILE_NOT_FOUND', 'There is no such file.', { remedy: 'Choose another one.' });
  if (!found.isDirectory()) return [{ root: dirname(path), path: basename(path) }];
  const files: FileEntry[] = [];
  for await (const entry of walkFolder(path, { recursive: true, include: [], exclude: [] })) {
    if ('problem' in entry || !hasImageExtension(entry.path)) continue;
    files.push(entry);
    if (files.length === MOST_OF_A_FOLDER) break;
  }
  if (files.length === 0)
    throw new UserError('FOLDER_EMPTY', 'This folder has no images.', { remedy: 'Choose another one.' });
  return files;
}

/** The board with the files that are pictures, each once, up to the board's limit. */
export async function withPictures(
  board: Board,
  files: readonly FileEntry[],
  images: Pick<ImageService, 'identify'>,
): Promise<{ readonly board: Board; readonly refused: readonly Refusal[] }> {
  const pictures = [...board.pictures];
  const refused: Refusal[] = [];
  let left = 0;
  for (const file of files) {
    // One after the other: who drops a thousand waits for ten.
    if (pictures.length >= MOST_PICTURES) {
      left += 1;
      continue;
    }
    const [lookup] = await images.identify([file], new AbortController().signal);
    const name = basename(file.path);
    if (lookup?.kind !== 'image') {
      refused.push(lookup ? refusal(name, lookup.error) : { name, message: 'This is no image.' });
      continue;
    }
    const { hash, width, height } = lookup.image;
    const same = pictures.find((picture) => picture.hash === hash);
    if (same)
      refused.push({
        name,
        message: `It is the same picture as ${basename(same.path)}, which is there already.`,
      });
    else pictures.push({ hash, root: file.root, path: file.path, width, height });
  }
  if (left > 0) refused.push(tooMany(left));
  return { board: { ...board, pictures }, refused };
}

function tooMany(left: number): Refusal {
  const what = left === 1 ? '1 more image was left out' : `${left} more images were left out`;
  return {
    name: '',
    message: `A try takes at most ${MOST_PICTURES} images: ${what}.`,
    remedy: 'Remove some first, or make a flow to caption them all.',
  };
}

function refusal(name: string, { message, remedy }: ErrorRecord): Refusal {
  return { name, message, ...(remedy !== undefined && { remedy }) };
}

/** Looks at the board's files again: what has other bytes now is another picture, what cannot be read has a problem. */
export async function lookAgain(
  board: Board,
  images: Pick<ImageService, 'identify'>,
): Promise<{ readonly board: Board; readonly problems: ReadonlyMap<TriedPicture['hash'], ErrorRecord> }> {
  const problems = new Map<TriedPicture['hash'], ErrorRecord>();
  const lookups = await images.identify(
    board.pictures.map(({ root, path }) => ({ root, path })),
    new AbortController().signal,
  );
  let next = board;
  for (const [index, picture] of board.pictures.entries()) {
    const lookup = lookups[index];
    if (lookup?.kind === 'problem') problems.set(picture.hash, lookup.error);
    if (lookup?.kind !== 'image' || lookup.image.hash === picture.hash) continue;
    const { hash, width, height } = lookup.image;
    const others = withoutPicture(next, picture.hash).pictures;
    const pictures = others.some((other) => other.hash === hash)
      ? others
      : next.pictures.map((one) => (one.hash === picture.hash ? { ...picture, hash, width, height } : one));
    next = { ...withoutPicture(next, picture.hash), pictures };
  }
  return { board: next, problems };
}
