import ExifReader from 'exifreader';
import type { Json, JsonObject } from '../../core/json.ts';

const MAX_TEXT = 500;

/** Groups that are parsed; maker notes, previews, thumbnails and colour profiles are not. */
const GROUPS = { exif: true, gps: true, iptc: true, png: true } as const;

type Tag = { readonly value?: unknown; readonly description?: unknown };
type Tags = Readonly<Record<string, Tag | undefined>>;

/**
 * What the file says about how it was made: at most 20 plain values. All of it comes from strangers; texts are cut to 500 characters and
 * have no control characters. Missing or nonsensical values are left out, and a broken block gives an empty object.
 *
 * `date` is ISO 8601 in the camera's local time, with its offset where that is known; `exposure` e.g. `1/200 s`; `focalLength` in
 * millimetres; `aperture` as f-number; `gps` in degrees, north and east positive.
 */
export function readExif(bytes: Uint8Array): JsonObject {
  let groups: { exif?: object; gps?: object; iptc?: object; pngText?: object };
  try {
    // The reader wants an ArrayBuffer's view of its own; a Buffer is one.
    groups = ExifReader.load(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      expanded: true,
      includeTags: GROUPS,
    });
  } catch {
    // No block, or one that cannot be parsed: the picture is as good without it.
    return {};
  }
  const exif = (groups.exif ?? {}) as Tags;
  const iptc = (groups.iptc ?? {}) as Tags;
  const png = (groups.pngText ?? {}) as Tags;
  const found: Record<string, Json | undefined> = {
    date: date(exif),
    camera: camera(exif),
    lens: text(exif.LensModel) ?? text(exif.Lens),
    exposure: exposure(exif.ExposureTime),
    aperture: fraction(exif.FNumber, 0.1, 1000),
    iso: fraction(exif.ISOSpeedRatings ?? exif.PhotographicSensitivity, 1, 10_000_000),
    focalLength: fraction(exif.FocalLength, 0.1, 100_000),
    orientation: fraction(exif.Orientation, 1, 8),
    gps: gps(groups.gps),
    title: text(iptc['Object Name']) ?? text(iptc.Headline) ?? text(png.Title),
    description:
      text(exif.ImageDescription) ??
      text(iptc['Caption/Abstract']) ??
      text(png.Description) ??
      text(exif.UserComment),
    keywords: text(iptc.Keywords),
    city: text(iptc.City),
    country: text(iptc['Country/Primary Location Name']),
    artist: text(exif.Artist) ?? text(iptc['By-line']) ?? text(png.Author),
    copyright: text(exif.Copyright) ?? text(iptc['Copyright Notice']) ?? text(png.Copyright),
    software: text(exif.Software) ?? text(png.Software),
  };
  const plain: Record<string, Json> = {};
  for (const [name, value] of Object.entries(found)) if (value !== undefined) plain[name] = value;
  return plain;
}

/** One line of harmless text, or nothing. */
export function plainText(value: string): string | undefined {
  const clean = value
    .slice(0, 10 * MAX_TEXT)
    // Control, format (e.g. bidirectional overrides), surrogate and private-use characters.
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\s]+/gu, ' ')
    .trim();
  return clean === '' ? undefined : [...clean.slice(0, 2 * MAX_TEXT)].slice(0, MAX_TEXT).join('');
}

function text(tag: Tag | readonly Tag[] | undefined): string | undefined {
  // IPTC fields that may stand several times come as arrays.
  if (Array.isArray(tag)) {
    const parts = tag.slice(0, 50).map((one: Tag) => text(one) ?? '');
    return plainText(parts.filter((part) => part !== '').join(', '));
  }
  const description = (tag as Tag | undefined)?.description;
  return typeof description === 'string' ? plainText(description) : undefined;
}

/** A number, or a fraction as two numbers, within bounds. */
function fraction(tag: Tag | undefined, least: number, most: number): number | undefined {
  const value = tag?.value;
  const list: unknown = Array.isArray(value) && Array.isArray(value[0]) ? value[0] : value;
  const number = Array.isArray(list) ? Number(list[0]) / Number(list[1] ?? 1) : Number(list ?? Number.NaN);
  return number >= least && number <= most ? Math.round(number * 1e4) / 1e4 : undefined;
}

function exposure(tag: Tag | undefined): string | undefined {
  const value = tag?.value;
  if (!Array.isArray(value)) return undefined;
  const seconds = Number(value[0]) / Number(value[1]);
  if (!(seconds > 0 && seconds < 1e6)) return undefined;
  return seconds < 0.3 ? `1/${Math.round(1 / seconds)} s` : `${Math.round(seconds * 10) / 10} s`;
}

function camera(exif: Tags): string | undefined {
  const make = text(exif.Make);
  const model = text(exif.Model);
  if (make === undefined || model === undefined) return model ?? make;
  const brand = make.split(' ')[0] ?? make;
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

function date(exif: Tags): string | undefined {
  const taken = text(exif.DateTimeOriginal) ?? text(exif.DateTimeDigitized) ?? text(exif.DateTime);
  const match = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(taken ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  // Cameras without a clock write zeros, and 31 February does not survive the way there and back.
  const real = new Date(`${iso}Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 19) !== iso) return undefined;
  const offset = text(exif.OffsetTimeOriginal) ?? text(exif.OffsetTime) ?? '';
  return /^(Z|[+-]\d{2}:\d{2})$/.test(offset) ? iso + offset : iso;
}

function gps(group: object | undefined): JsonObject | undefined {
  const { Latitude: latitude, Longitude: longitude } = (group ?? {}) as Record<string, unknown>;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return { latitude: round(latitude), longitude: round(longitude) };
}
