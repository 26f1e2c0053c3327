import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../files/is-there.ts';
import { folderDigest, listFiles } from './folder-digest.ts';

/** A model of a project on disk. */
export interface ShelvedModel {
  /** Over names and contents of all its files, 64 hex digits. */
  readonly digest: string;
  /** Absolute. */
  readonly folder: string;
  readonly bytes: number;
}

/** Models that jobs have made, in `<project>.files/models/<digest>/`: equal digests are equal files [JOB9]. */
export interface ModelShelf {
  /** Takes a finished folder over, by moving it. */
  adopt(folder: string): Promise<ShelvedModel>;
  /** Absolute place of a digest, whether anything is there or not. */
  folderOf(digest: string): string;
  has(digest: string): Promise<boolean>;
}

/** @param project absolute path of the project file */
export function modelShelf(project: string): ModelShelf {
  const shelf = path.join(`${project.replace(/\.ekp$/i, '')}.files`, 'models');
  const folderOf = (digest: string) => path.join(shelf, digest);
  return {
    folderOf,
    has: (digest) => isThere(path.join(folderOf(digest), 'config.json')),
    adopt: async (folder) => {
      const digest = await folderDigest(folder);
      const target = folderOf(digest);
      await mkdir(shelf, { recursive: true });
      if (await isThere(target)) await rm(folder, { recursive: true, force: true });
      else await rename(folder, target);
      const files = await listFiles(target);
      const bytes = [...files.values()].reduce((sum, file) => sum + file.bytes, 0);
      return { digest, folder: target, bytes };
    },
  };
}
