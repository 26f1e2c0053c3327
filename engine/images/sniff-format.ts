/** What the first bytes of a file say about it. */
export type Sniffed =
  | { readonly kind: 'picture' }
  /** A picture format that is not decoded here, by its usual name. */
  | { readonly kind: 'unsupported'; readonly format: string }
  /** Not a picture; `what` completes “is not a picture, but …”. */
  | { readonly kind: 'other'; readonly what: string };

const PICTURES = [
  [0, 'ffd8ff'],
  [0, '89504e470d0a1a0a'],
  [0, '474946383761'],
  [0, '474946383961'],
  [0, '49492a00'],
  [0, '4d4d002a'],
  [0, '49492b00'],
  [0, '4d4d002b'],
  [8, '57454250'],
] as const;

const UNSUPPORTED = [
  ['424d', 'BMP'],
  ['38425053', 'Photoshop'],
  ['00000100', 'ICO'],
  ['ff0a', 'JPEG XL'],
  ['0000000c4a584c20', 'JPEG XL'],
  ['0000000c6a502020', 'JPEG 2000'],
  ['46554a4946494c4d', 'camera raw'],
] as const;

const OTHERS = [
  ['25504446', 'a PDF document'],
  ['504b0304', 'a ZIP archive'],
  ['1f8b', 'a gzip archive'],
  ['53514c69746520666f726d6174', 'a database'],
] as const;

/** Brands of HEIF files that hold HEVC (patented, not decoded here) or say nothing; AVIF has its own. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']);
const AVIF_BRANDS = new Set(['avif', 'avis']);

/** Tells pictures from what only has a picture's name. Needs the first 64 bytes at least, where there are that many. */
export function sniffFormat(bytes: Uint8Array): Sniffed {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 512));
  const hex = start.toString('hex');
  if (PICTURES.some(([at, magic]) => hex.startsWith(magic, at * 2))) return { kind: 'picture' };
  if (start.toString('latin1', 4, 8) === 'ftyp') return sniffHeif(start);
  for (const [magic, format] of UNSUPPORTED)
    if (hex.startsWith(magic)) return { kind: 'unsupported', format };
  for (const [magic, what] of OTHERS) if (hex.startsWith(magic)) return { kind: 'other', what };
  return sniffText(start);
}

/** ISO base media file: a major brand, a version, then compatible brands. */
function sniffHeif(start: Buffer): Sniffed {
  const end = Math.min(start.length, Math.max(16, start.readUInt32BE(0)));
  const brands = [start.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(start.toString('latin1', at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return { kind: 'picture' };
  if (brands.some((brand) => HEIC_BRANDS.has(brand))) return { kind: 'unsupported', format: 'HEIC' };
  return { kind: 'other', what: 'a film or sound file' };
}

function sniffText(start: Buffer): Sniffed {
  const text = start.toString('utf8').trimStart().toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<svg\b/.test(text))
    return { kind: 'unsupported', format: 'SVG' };
  if (/^<(!doctype html|html|head|body)\b/.test(text)) return { kind: 'other', what: 'a web page' };
  // Control characters other than tab, line feed, carriage return and form feed do not stand in text.
  const isText = start.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 12 || byte === 13);
  return { kind: 'other', what: isText ? 'text' : 'a file of an unknown kind' };
}
