import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file's bytes, 64 hex digits. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** One digest for a set of files: SHA-256 over `name NUL hash LF`, sorted by name in code-unit order. */
export function filesDigest(hashes: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(hashes).sort()) hash.update(`${name}\0${hashes[name]}\n`);
  return hash.digest('hex');
}
