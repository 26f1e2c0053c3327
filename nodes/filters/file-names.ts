import { nameOf, withoutExtension } from '../file-path.ts';

/** How cameras, data sets and phones name files, and file names in general; patterns for the filter's list. */
export const FILE_NAME_PATTERNS: readonly string[] = [
  '\\bsa_\\d{3,}',
  '\\b(?:img|dsc|dscn|dscf|pxl|mvi|gopr|screenshot|whatsapp image)[_ -]\\d{3,}',
  '\\bcoco_(?:train|val|test)\\d{4}_\\d+',
  '[\\w)-]\\.(?:jpe?g|png|gif|webp|tiff?|bmp|heic|avif)\\b',
  '\\bfile ?names?\\b',
  '\\bthe (?:image|picture|photo) (?:is )?(?:titled|named|called|labell?ed) (?:img|dsc|sa)\\b',
];

/**
 * The sample's own file name or its stem in a text, as a whole word. A stem counts only if no caption would contain it by itself: with a
 * digit and at least four characters, or with an underscore.
 */
export function findOwnName(text: string, path: string): string | undefined {
  const name = nameOf(path);
  const stem = nameOf(withoutExtension(path));
  const isTelling = /_/.test(stem) ? stem.length >= 3 : stem.length >= 4 && /\d/.test(stem);
  return [name, ...(isTelling ? [stem] : [])].find((wanted) => hasWholeWord(text, wanted));
}

function hasWholeWord(text: string, wanted: string): boolean {
  const haystack = text.toLowerCase();
  const needle = wanted.toLowerCase();
  if (needle === '') return false;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    const isEdge = (character: string) => !/[\p{L}\p{N}_]/u.test(character);
    if (isEdge(haystack.charAt(at - 1)) && isEdge(haystack.charAt(at + needle.length))) return true;
  }
  return false;
}
