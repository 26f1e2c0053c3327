import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { filesDigest, sha256OfFile } from '../captioners/models/files-digest.ts';

/** Files of a folder with their sizes; links are followed, as model folders of caches are made of them. Names with forward slashes, relative. */
export async function listFiles(
  folder: string,
): Promise<ReadonlyMap<string, { readonly bytes: number; readonly mtimeMs: number }>> {
  const files = new Map<string, { readonly bytes: number; readonly mtimeMs: number }>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const facts = await stat(file);
    if (!facts.isFile()) continue;
    files.set(path.relative(folder, file).split(path.sep).join('/'), {
      bytes: facts.size,
      mtimeMs: facts.mtimeMs,
    });
  }
  return files;
}

/** Hashes that were worked out before, by path, size and time of change: weights are gigabytes. */
const known = new Map<string, string>();

/** One digest over names and contents of all files of a folder, 64 hex digits. Throws where a file cannot be read. */
export async function folderDigest(folder: string): Promise<string> {
  const hashes: Record<string, string> = {};
  for (const [name, { bytes, mtimeMs }] of await listFiles(folder)) {
    const file = path.join(folder, name);
    const place = `${file}\0${bytes}\0${mtimeMs}`;
    const hash = known.get(place) ?? (await sha256OfFile(file));
    known.set(place, hash);
    hashes[name] = hash;
  }
  return filesDigest(hashes);
}
