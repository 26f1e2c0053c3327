/** A stretch of a text; `start` is its place. */
export interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly match: boolean;
}

/** Cuts a text at the searched words, in either case. The stretches together are the text. */
export function splitMatches(text: string, search: string): readonly Stretch[] {
  const words = search
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ start: 0, text, match: false }];
  let start = 0;
  // A split by one group gives text and matches in turn.
  return text.split(new RegExp(`(${words.join('|')})`, 'giu')).flatMap((part, index) => {
    const stretch = { start, text: part, match: index % 2 === 1 };
    start += part.length;
    return part === '' ? [] : [stretch];
  });
}
