/*
 * Units of caption text, without tables that differ between versions of a runtime: verdicts must not change with an update [RUN9].
 */

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;

/** Words in the order in which they stand; of scripts without spaces each character counts as one. */
export function words(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** Words for comparison: lower case, one kind of apostrophe. */
export function comparableWords(text: string): string[] {
  return words(text.normalize('NFKC').toLowerCase()).map((word) => word.replaceAll('’', "'"));
}

/** Text for comparison: case, punctuation and spacing do not count. */
export function comparable(text: string): string {
  return comparableWords(text).join(' ');
}

const STOP = /[.!?…]/;
const WIDE_STOP = /[。！？]/;
const CLOSING = /["'”’»)\]]/;

/** Sentences, trimmed, without empty ones. A stop ends one where a space or the end follows (closing quotes may stand between), a line end always. */
export function sentences(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    let end = index + 1;
    if (STOP.test(char)) {
      while (end < text.length && CLOSING.test(text.charAt(end))) end += 1;
      if (end < text.length && !/\s/.test(text.charAt(end))) continue;
    } else if (!WIDE_STOP.test(char) && char !== '\n') continue;
    found.push(text.slice(start, end).trim());
    start = end;
    index = end - 1;
  }
  found.push(text.slice(start).trim());
  return found.filter(Boolean);
}

/** Characters as people count them: code points, so that an emoji or a rare ideograph is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

const ENDS_WHOLE = /[.!?…。！？]["'”’»)\]]*$/;

/** Whether a text ends the way a sentence does. */
export function endsWhole(text: string): boolean {
  return ENDS_WHOLE.test(text.trimEnd().slice(-12));
}

const QUOTED =
  /"[^"\n]{0,2000}"|“[^”\n]{0,2000}”|„[^“”\n]{0,2000}[“”]|«[^»\n]{0,2000}»|‘[^’\n]{0,2000}’(?!\p{L})|(?<![\p{L}\p{N}])'[^'\n]{0,2000}'(?![\p{L}\p{N}])/gu;

/**
 * The text with what stands in quotation marks taken out: writing seen in a picture is not the captioner's own words. A stop at the end
 * of a quotation stays, because it may end the sentence around it, too.
 */
export function withoutQuotes(text: string): string {
  return text.replace(QUOTED, (quotation) => `"${/([.!?…。！？])\s*.$/su.exec(quotation)?.[1] ?? ''}"`);
}
