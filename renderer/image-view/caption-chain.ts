import type { CaptionProvenance } from '../../core/contract/image.ts';

/** The first caption of a chain of edits: it stays the same while edits make new heads. */
export function rootOf(caption: Pick<CaptionProvenance, 'id' | 'history'>): number {
  return caption.history.at(-1)?.id ?? caption.id;
}

/** Sampling parameters in one line, e.g. `maxTokens 1,024 · temperature 0.7`. */
export function samplingText(sampling: CaptionProvenance['sampling']): string {
  return Object.entries(sampling ?? {})
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${inWords(name)} ${String(value)}`)
    .join(' · ');
}

/** `maxTokens` → `max tokens`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A value of EXIF as one line of text. */
export function plainValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainValue).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
