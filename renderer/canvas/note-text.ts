/** A stretch of a note's text. */
export interface NoteSpan {
  readonly key: number;
  readonly text: string;
  readonly strong: boolean;
  readonly code: boolean;
}

export interface NoteBlock {
  readonly key: number;
  readonly kind: 'text' | 'head' | 'item';
  readonly spans: readonly NoteSpan[];
}

/** The little of Markdown that a note needs: `# heads`, `- items`, `**strong**` and `code`. Everything else stays as written. */
export function noteBlocks(text: string): readonly NoteBlock[] {
  return text.split('\n').map((line, key) => {
    const match = /^(#{1,6}|[-*])\s+(.*)$/.exec(line);
    const mark = match?.[1];
    const kind = mark === undefined ? 'text' : mark.startsWith('#') ? 'head' : 'item';
    return { key, kind, spans: spansOf(match?.[2] ?? line) };
  });
}

function spansOf(line: string): readonly NoteSpan[] {
  return line
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part, key) => {
      if (/^\*\*[^*]+\*\*$/.test(part)) return { key, text: part.slice(2, -2), strong: true, code: false };
      if (/^`[^`]+`$/.test(part)) return { key, text: part.slice(1, -1), strong: false, code: true };
      return { key, text: part, strong: false, code: false };
    });
}
