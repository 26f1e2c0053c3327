import { linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/*
 * Folders with very many real pictures in little time and space: a few thousand different small PNGs, and hard links to them.
 */

const SIDE = 16;

/** Makes so many `.png` files, of which `distinct` differ, in folders of at most `perFolder`. Gives their paths below the folder, in order. */
export function makePictureFolder(
  folder: string,
  {
    count,
    distinct,
    perFolder,
  }: { readonly count: number; readonly distinct: number; readonly perFolder: number },
): readonly string[] {
  const paths = Array.from({ length: count }, (_, index) => picturePath(index, perFolder));
  for (const path of new Set(paths.map((one) => one.slice(0, one.lastIndexOf('/')))))
    mkdirSync(join(folder, path), { recursive: true });
  for (const [index, path] of paths.entries()) {
    if (index < distinct) writeFileSync(join(folder, path), smallPicture(index));
    else linkSync(join(folder, paths[index % distinct] ?? ''), join(folder, path));
  }
  return paths;
}

/** `f0003/0003017.png` */
export function picturePath(index: number, perFolder: number): string {
  const folder = String(Math.floor(index / perFolder)).padStart(4, '0');
  return `f${folder}/${String(index).padStart(7, '0')}.png`;
}

/** Size, times and inode of a file, in the form of the image table. */
export function fileStat(path: string) {
  // To the nanosecond, as the engine does it: rounded in another way no file would be recognised.
  const { size, mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
  return {
    bytes: Number(size),
    mtimeMs: Number(mtimeNs) / 1e6,
    ctimeMs: Number(ctimeNs) / 1e6,
    inode: String(ino),
  };
}

/** A picture of 16 × 16 pixels, different for every index below 2^24: a gradient over a colour that is the index itself. */
export function smallPicture(index: number): Buffer {
  const rows = Buffer.alloc(SIDE * (1 + SIDE * 3));
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) {
      const at = y * (1 + SIDE * 3) + 1 + x * 3;
      const corner = x === 0 && y === 0;
      rows[at] = corner ? index & 255 : (index * 37 + x * 11) & 255;
      rows[at + 1] = corner ? (index >> 8) & 255 : (index * 101 + y * 13) & 255;
      rows[at + 2] = corner ? (index >> 16) & 255 : ((index >> 3) + x * y) & 255;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A chunk of the PNG format (ISO/IEC 15948, 5.3): length, type, data, CRC. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(data.length, 0);
  typed.copy(whole, 4);
  whole.writeUInt32BE(crc32(typed), typed.length + 4);
  return whole;
}
