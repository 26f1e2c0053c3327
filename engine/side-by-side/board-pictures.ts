import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { AddedPictures } from '../../core/contract/side-by-side.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash } from '../../core/ids.ts';
import type { FileEntry } from '../../core/node-context.ts';
import type { ImageService } from '../images/image-service.ts';
import { uploadSegments } from '../server/upload-path.ts';
import { withoutPicture } from './board.ts';
import type { BoardDesk } from './board-desk.ts';
import { findPictures, withPictures } from './find-pictures.ts';

/** The pictures of the board: where they come from, and what becomes of the files that browsers hand over. */
export class BoardPictures {
  /** Of pictures that cannot be found or read any more, when they were looked at last. */
  problems: ReadonlyMap<ImageHash, ErrorRecord> = new Map();
  readonly #desk: BoardDesk;

  constructor(desk: BoardDesk) {
    this.#desk = desk;
  }

  /** Takes files that are dropped on a browser tab. Absolute. */
  get dropFolder(): string {
    return join(this.#desk.folder, 'dropped');
  }

  /** Who shows this picture, where it is one of the board's. */
  imagesOf(hash: ImageHash): ImageService | undefined {
    return this.#desk.board.pictures.some((picture) => picture.hash === hash)
      ? this.#desk.opened?.parts.images
      : undefined;
  }

  async addFiles(paths: readonly string[]): Promise<AddedPictures> {
    const found = await findPictures(paths);
    const { added, refused } = await this.addEntries(found.files);
    return { added, refused: [...found.refused, ...refused] };
  }

  /** A picture that lies nowhere yet. Throws PATH_OUTSIDE_ROOT for what is no plain file name. */
  async addPasted(name: string, bytes: Uint8Array): Promise<AddedPictures> {
    const [plain = 'pasted.png'] = uploadSegments(name.replaceAll('/', ' '));
    const folder = join(this.dropFolder, `pasted-${randomUUID().slice(0, 8)}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, plain), bytes, { flag: 'wx' });
    return this.addEntries([{ root: folder, path: plain }]);
  }

  /** Files as a source of their folder would name them. */
  addEntries(files: readonly FileEntry[]): Promise<AddedPictures> {
    return this.#desk.inTurn(async ({ parts }) => {
      const before = this.#desk.board.pictures.length;
      const { board, refused } = await withPictures(this.#desk.board, files, parts.images);
      this.#desk.put(board);
      await this.removeUnused(files);
      return { added: board.pictures.length - before, refused };
    });
  }

  remove(hash: ImageHash): Promise<void> {
    return this.#desk.inTurn(async () => {
      const gone = this.#desk.board.pictures.filter((picture) => picture.hash === hash);
      this.#desk.put(withoutPicture(this.#desk.board, hash));
      await this.removeUnused(gone);
    });
  }

  /** Copies the board's pictures into a folder, under the paths that prompts were made from. */
  async copyTo(folder: string): Promise<void> {
    const { parts } = await this.#desk.open();
    const taken = new Set<string>();
    for (const { hash, path } of this.#desk.board.pictures) {
      let place = path;
      for (let number = 2; taken.has(place); number += 1)
        place = path.replace(/(\.[^./]*)?$/, ` ${number}$1`);
      taken.add(place);
      const target = join(folder, ...place.split('/'));
      await mkdir(join(target, '..'), { recursive: true });
      await copyFile(await parts.images.locate(hash), target);
    }
  }

  /** Of files that a browser tab has handed over, those that the board does not have (any more). */
  async removeUnused(files: readonly FileEntry[]): Promise<void> {
    const used = new Set(this.#desk.board.pictures.map(({ root, path }) => join(root, path)));
    for (const { root, path } of files) {
      const place = join(root, path);
      if (place.startsWith(this.dropFolder + sep) && !used.has(place)) await rm(place, { force: true });
    }
  }
}
