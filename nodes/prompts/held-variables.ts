import type { Json } from '../../core/json.ts';
import type { PromptVariable } from '../../core/prompt-variable.ts';
import { IMAGE_VARIABLES, type PromptFacets, promptValues } from './prompt-values.ts';

/** Evidence is a stranger's: so many names, so deep, and so much of each value (UTF-16 units). */
const MOST_NAMES = 200;
const DEEPEST = 4;
const LONGEST_TEXT = 120;
/** Items of a list that are looked at for their names. */
const ITEMS = 20;

/** What can stand between braces; a name with other characters could not be written there. */
const NAME = /^[\w-]{1,60}$/;

/** Names that a template can use on this image, each with what it holds: the fixed ones first, then evidence and metadata. */
export function heldVariables(facets: PromptFacets): readonly PromptVariable[] {
  const values = promptValues(facets);
  const image = values.image as { readonly [name: string]: Json | undefined };
  const found: PromptVariable[] = Object.keys(IMAGE_VARIABLES).map((name) => ({
    name,
    kind: 'text',
    text: textOf(image[name.slice('image.'.length)]),
  }));
  for (const root of ['evidence', 'metadata']) collect(root, values[root], found, 0);
  return found.slice(0, MOST_NAMES);
}

function collect(name: string, value: Json | undefined, found: PromptVariable[], depth: number): void {
  if (value === undefined || value === null || found.length >= MOST_NAMES) return;
  if (Array.isArray(value)) found.push({ name, kind: 'list', text: textOf(value), ...fieldsOf(value) });
  else if (typeof value !== 'object') found.push({ name, kind: 'text', text: textOf(value) });
  else {
    const names = Object.keys(value).filter((inner) => NAME.test(inner));
    if (depth > 0)
      found.push({ name, kind: 'group', text: textOf(names), ...(names.length > 0 && { fields: names }) });
    if (depth >= DEEPEST) return;
    for (const inner of names)
      collect(`${name}.${inner}`, (value as { readonly [name: string]: Json })[inner], found, depth + 1);
  }
}

function fieldsOf(list: readonly Json[]): { readonly fields?: readonly string[] } {
  const names = new Set<string>();
  for (const item of list.slice(0, ITEMS))
    if (typeof item === 'object' && item !== null && !Array.isArray(item))
      for (const name of Object.keys(item)) if (NAME.test(name)) names.add(name);
  return names.size === 0 ? {} : { fields: [...names].slice(0, MOST_NAMES) };
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  const text = Array.isArray(value)
    ? value
        .slice(0, ITEMS)
        .map((item) => (typeof item === 'object' && item !== null ? firstText(item) : String(item)))
        .filter(Boolean)
        .join(', ')
    : String(value);
  const line = text
    .slice(0, LONGEST_TEXT * 2)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line;
}

function firstText(item: Json): string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return '';
  const found = Object.values(item).find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? '' : String(found);
}
