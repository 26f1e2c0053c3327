import { join } from 'node:path';
import { openAsOwner, timed } from './copy-rows.ts';
import { syntheticCaption, syntheticImage, syntheticPath } from './synthetic-records.ts';

/** Rows a second of one table without an index, in groups of a thousand: what a program that stores a caption and nothing else could do. */
export function writeSingleTable(folder: string, samples: number): number {
  const database = openAsOwner(join(folder, 'single.sqlite'));
  try {
    database.exec('create table captions (id integer primary key, path text, hash blob, text text) strict');
    const insert = database.prepare('insert into captions values (?, ?, ?, ?)');
    let ms = 0;
    for (let from = 0; from < samples; from += 1000) {
      const rows = Array.from({ length: Math.min(1000, samples - from) }, (_, index) => {
        const hash = Buffer.from(syntheticImage(from + index).hash, 'hex');
        return [from + index, syntheticPath(from + index), hash, syntheticCaption(from + index)];
      });
      ms += timed(() => {
        database.exec('begin immediate');
        for (const row of rows) insert.run(...row);
        database.exec('commit');
      });
    }
    ms += timed(() => void database.pragma('wal_checkpoint(truncate)'));
    return samples / (ms / 1000);
  } finally {
    database.close();
  }
}
