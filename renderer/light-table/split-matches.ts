/** A stretch of a text; `start` is its place. */
export interface Stretch {
  readonly start: number;
  readonly text: string;
  readonly match: boolean;
}

/** Cuts a text at what was searched, in either case. The stretches together are the text. */
export function splitMatches(text: string, search: string): readonly Stretch[] {
  const searched = search.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (searched === '') return [{ start: 0, text, match: false }];
  let start = 0;
  // A split by one group gives text and matches in turn.
  return text.split(new RegExp(`(${searched})`, 'giu')).flatMap((part, index) => {
    const stretch = { start, text: part, match: index % 2 === 1 };
    start += part.length;
    return part === '' ? [] : [stretch];
  });
}
