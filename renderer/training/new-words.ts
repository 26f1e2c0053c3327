import { type DiffPart, diffWords } from '../runs/word-diff.ts';

/** A caption in parts, with what the caption of the checkpoint before did not say marked as `added`; without one, nothing is marked. */
export function newWords(before: string | undefined, text: string): readonly DiffPart[] {
  if (before === undefined) return [{ kind: 'same', text }];
  return diffWords(before, text).filter(({ kind }) => kind !== 'removed');
}
