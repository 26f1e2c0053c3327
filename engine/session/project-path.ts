import { join } from 'node:path';
import { isThere } from '../files/is-there.ts';

/** `<name>.ekp` in a folder, or `<name> 2.ekp`, … where that is taken. */
export async function freePath(folder: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}${number === 1 ? '' : ` ${number}`}.ekp`);
    if (!(await isThere(path))) return path;
  }
}

/** Names that Windows keeps for devices, whatever extension they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A file name of any system, without extension, out of what somebody has typed or dropped. */
export function fileNameOf(name: string): string {
  const plain = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not stand in a name
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 100)
    .replace(/^[. ]+|[. ]+$/g, '');
  return plain === '' || DEVICE.test(plain) ? `Project ${plain}`.trim() : plain;
}
