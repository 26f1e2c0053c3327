/** A line without its end, or one that was too long to be kept. */
export type TextLine = { readonly text: string } | { readonly tooLong: true };

/** A caption with everything that surrounds it is far shorter. */
const LONGEST_LINE = 8 * 1024 * 1024;
const NEW_LINE = 0x0a;

/**
 * Cuts a stream of UTF-8 into lines; empty ones are left out. Memory holds one line, whatever comes: one that is longer than `longest`
 * bytes is passed over and told of.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  longest = LONGEST_LINE,
): AsyncGenerator<TextLine> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let skipping = false;

  function take(part: Uint8Array): void {
    bytes += part.byteLength;
    if (bytes > longest) {
      skipping = true;
      parts = [];
    } else if (!skipping) parts.push(part);
  }

  function end(): TextLine | undefined {
    const line: TextLine | undefined = skipping ? { tooLong: true } : lineOf(parts);
    parts = [];
    bytes = 0;
    skipping = false;
    return line;
  }

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEW_LINE); at >= 0; at = chunk.indexOf(NEW_LINE, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line !== undefined) yield line;
    }
    if (from < chunk.byteLength) take(chunk.subarray(from));
  }
  const last = end();
  if (last !== undefined) yield last;
}

function lineOf(parts: readonly Uint8Array[]): TextLine | undefined {
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text === '' ? undefined : { text };
}
