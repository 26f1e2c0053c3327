/** A stretch of a prompt's line: plain text, a `{{variable}}`, or a section's tag. */
export interface Stretch {
  readonly key: number;
  readonly text: string;
  readonly kind: 'text' | 'variable' | 'tag';
  /** Hint of the lint that touches it. */
  readonly hint?: string;
}

/** Place of a hint: line and column from 1, in UTF-16 units. */
export interface LintHint {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

const TAG = /(\{\{\{?\s*[#^/!]?[^{}]*\}?\}\})/;

/** A prompt line by line, cut where its colour changes. The stretches of a line joined are the line. */
export function highlightPrompt(text: string, hints: readonly LintHint[]): readonly (readonly Stretch[])[] {
  return text.split('\n').map((line, index) =>
    cutAtHints(
      line.split(TAG).filter((part) => part !== ''),
      hints.filter((hint) => hint.line === index + 1),
    ),
  );
}

function cutAtHints(parts: readonly string[], hints: readonly LintHint[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const part of parts) {
    const kind = !TAG.test(part) ? 'text' : /^\{\{\{?\s*[#^/!]/.test(part) ? 'tag' : 'variable';
    const ends = hints
      .flatMap((hint) => [hint.column - 1, hint.column - 1 + hint.length])
      .map((place) => place - at)
      .filter((place) => place > 0 && place < part.length);
    const cuts = [0, ...[...new Set(ends)].sort((a, b) => a - b), part.length];
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      const end = cuts[index + 1] ?? part.length;
      const hint = hints.find(
        ({ column, length }) => column - 1 < at + end && column - 1 + length > at + start,
      )?.message;
      stretches.push({
        key: stretches.length,
        text: part.slice(start, end),
        kind,
        ...(hint !== undefined && { hint }),
      });
    }
    at += part.length;
  }
  return stretches;
}

/** About how many tokens a text takes: four characters each, which is near for English and says "about". */
export function aboutTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
