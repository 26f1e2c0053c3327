/** A tag of a template as it stands in a text; offsets are UTF-16 units. */
export interface PromptTag {
  readonly from: number;
  readonly to: number;
  readonly kind: 'variable' | 'open' | 'inverted' | 'close' | 'comment';
  readonly name: string;
}

const TAG = /\{\{(\{?)\s*([#^/!&]?)\s*([^{}]*?)\s*\}?\}\}/g;
const KINDS: Readonly<Record<string, PromptTag['kind']>> = {
  '#': 'open',
  '^': 'inverted',
  '/': 'close',
  '!': 'comment',
};

/** All closed tags of a text, in the order in which they stand. */
export function promptTags(text: string): readonly PromptTag[] {
  return [...text.matchAll(TAG)].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    kind: KINDS[found[2] ?? ''] ?? 'variable',
    name: found[3] ?? '',
  }));
}

/** Names of the sections that are open at a place, innermost first. */
export function openSections(text: string, at: number): readonly string[] {
  const open: string[] = [];
  for (const { to, kind, name } of promptTags(text.slice(0, at))) {
    if (to > at) break;
    if (kind === 'open' || kind === 'inverted') open.unshift(name);
    else if (kind === 'close' && open.includes(name)) open.splice(0, open.indexOf(name) + 1);
  }
  return open;
}

/** A tag that is being written: what stands before the cursor since its braces. */
export interface WrittenTag {
  readonly kind: 'variable' | 'open' | 'inverted' | 'close';
  /** Where the name begins. */
  readonly from: number;
  /** The name as far as it is written. */
  readonly name: string;
  /** What closes it. */
  readonly braces: '}}' | '}}}';
}

/** The tag in which the cursor stands and that is not closed before it; undefined outside of tags. */
export function writtenTag(text: string, cursor: number): WrittenTag | undefined {
  const found = /\{\{(\{?)([#^/&]?)\s*([\w.-]*)$/.exec(text.slice(Math.max(0, cursor - 200), cursor));
  if (!found) return undefined;
  const kind = KINDS[found[2] ?? ''] ?? 'variable';
  const name = found[3] ?? '';
  return {
    kind: kind === 'comment' ? 'variable' : kind,
    from: cursor - name.length,
    name,
    braces: found[1] === '{' ? '}}}' : '}}',
  };
}
