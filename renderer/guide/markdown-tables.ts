/** A stretch of a page: Markdown as it is, or a table's cells, the head first. */
export type PagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

const ROW = /^\|.*\|\s*$/;
const RULE = /^\|(?:\s*:?-+:?\s*\|)+\s*$/;

/** Takes pipe tables out of Markdown, which knows none by itself. What stands in a code block stays text. */
export function splitTables(markdown: string): readonly PagePart[] {
  const parts: PagePart[] = [];
  const lines = markdown.split('\n');
  let text: string[] = [];
  let inCode = false;
  const close = () => {
    if (text.some((line) => line.trim() !== '')) parts.push({ kind: 'text', text: text.join('\n') });
    text = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^\s*(```|~~~)/.test(line)) inCode = !inCode;
    if (inCode || !ROW.test(line) || !RULE.test(lines[index + 1] ?? '')) {
      text.push(line);
      continue;
    }
    close();
    const rows = [cellsOf(line)];
    index += 2;
    for (; ROW.test(lines[index] ?? ''); index += 1) rows.push(cellsOf(lines[index] ?? ''));
    index -= 1;
    parts.push({ kind: 'table', rows });
  }
  close();
  return parts;
}

/** A pipe with a backslash before it belongs to the cell. */
function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
