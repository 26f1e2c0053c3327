import Mustache from 'mustache';
import type { Json } from '../../core/json.ts';

/** A parsed template: variables and sections, nothing that could run or load anything. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly inverted: boolean;
      readonly at: number;
      readonly parts: readonly TemplatePart[];
    };

/** What is wrong with a template, and where: an offset in UTF-16 units. */
export interface TemplateFault {
  readonly message: string;
  readonly at: number;
}

export type ParsedTemplate = { readonly parts: readonly TemplatePart[] } | { readonly fault: TemplateFault };

/** Longest piece that one variable may bring in, in UTF-16 units; alt text and OCR lines come from strangers. */
export const MAX_VALUE_LENGTH = 4000;

/** Sections within sections; a stranger's prompt could otherwise be deeper than the stack. */
const MAX_SECTION_DEPTH = 16;

/** Longest text that a filled-in template can become, in UTF-16 units. Lists in lists multiply: without a bound, one prompt takes for ever. */
export const MAX_RENDERED_LENGTH = 200_000;
/** Pieces after which filling in ends; empty ones cost time, too. */
const MAX_RENDERED_PIECES = 100_000;

/** Parses a Mustache template, and refuses partials, changes of the delimiters and sections nested beyond sense. */
export function parseTemplate(text: string): ParsedTemplate {
  try {
    // an own writer: the package's keeps every template that it has ever seen
    return { parts: new Mustache.Writer().parse(text).map((token: unknown) => toPart(token, 0)) };
  } catch (error) {
    if (error instanceof Forbidden) return { fault: { message: error.message, at: error.at } };
    const [, what = 'The template does not parse', at = '0'] =
      /^(.*?)(?: at (\d+))?$/s.exec(error instanceof Error ? error.message : '') ?? [];
    return { fault: { message: wordFault(what), at: Number(at) } };
  }
}

class Forbidden extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

function wordFault(what: string): string {
  const name = /"(.*)"/s.exec(what)?.[1];
  if (what.startsWith('Unclosed section')) return `The section "${name}" is not closed.`;
  if (what.startsWith('Unopened section')) return `"${name}" is closed but was not opened.`;
  if (what.startsWith('Unclosed tag')) return 'A variable is not closed with }}.';
  return 'The template does not parse.';
}

function toPart(token: unknown, depth: number): TemplatePart {
  const [type, value, at, , inner] = token as [string, string, number, number, unknown[] | undefined];
  if (depth > MAX_SECTION_DEPTH)
    throw new Forbidden(`Sections stand more than ${MAX_SECTION_DEPTH} deep in each other.`, at);
  switch (type) {
    case 'text':
      return { kind: 'text', text: value };
    case 'name':
    case '&':
      return { kind: 'variable', name: value, at };
    case '#':
    case '^':
      return {
        kind: 'section',
        name: value,
        inverted: type === '^',
        at,
        parts: (inner ?? []).map((part) => toPart(part, depth + 1)),
      };
    case '!':
      return { kind: 'text', text: '' };
    case '>':
      throw new Forbidden(`"{{> ${value}}}" would load another template, which prompts cannot do.`, at);
    default:
      throw new Forbidden('Prompts cannot change the delimiters {{ and }}.', at);
  }
}

/** Values by name, as deep as they go. */
export type TemplateValues = { readonly [key: string]: Json | undefined };

/**
 * Fills a template in. No escaping; a missing value is nothing; only a value's own properties are found, innermost section first.
 * A section shows once for a value, once for each item of a list, and not at all for a missing, empty, zero or false one. What would become
 * longer than MAX_RENDERED_LENGTH is cut there.
 */
export function renderTemplate(parts: readonly TemplatePart[], values: TemplateValues): string {
  const pieces: string[] = [];
  render(parts, [values as Json], { pieces, length: 0 });
  return pieces.join('').slice(0, MAX_RENDERED_LENGTH);
}

interface Rendered {
  readonly pieces: string[];
  length: number;
}

/** False once the text is as long as it may become. */
function render(
  parts: readonly TemplatePart[],
  scopes: readonly (Json | undefined)[],
  rendered: Rendered,
): boolean {
  return parts.every((part) => {
    if (part.kind === 'text') return add(part.text, rendered);
    const value = lookUp(part.name, scopes);
    if (part.kind === 'variable') return add(print(value), rendered);
    const items = Array.isArray(value) ? value : value ? [value] : [];
    if (part.inverted) return items.length > 0 || render(part.parts, scopes, rendered);
    return items.every((item) => add('', rendered) && render(part.parts, [item, ...scopes], rendered));
  });
}

function add(text: string, rendered: Rendered): boolean {
  rendered.pieces.push(text);
  rendered.length += text.length;
  return rendered.length < MAX_RENDERED_LENGTH && rendered.pieces.length < MAX_RENDERED_PIECES;
}

function lookUp(name: string, scopes: readonly (Json | undefined)[]): Json | undefined {
  if (name === '.') return scopes[0];
  const path = name.split('.');
  for (const scope of scopes) {
    if (ownProperty(scope, path[0] ?? '') === undefined) continue;
    return path.reduce<Json | undefined>(ownProperty, scope);
  }
  return undefined;
}

function ownProperty(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as { readonly [key: string]: Json })[key] : undefined;
}

/** Control characters become spaces, so that a stranger's text cannot draw lines of its own into the prompt. */
function print(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(print).filter(Boolean).join(', ').slice(0, MAX_VALUE_LENGTH);
  if (typeof value === 'object') return '';
  return String(value)
    .slice(0, MAX_VALUE_LENGTH)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

/** A variable or section as it stands in a template, with the names of the sections around it. */
export interface TemplateName {
  readonly name: string;
  readonly at: number;
  readonly inside: readonly string[];
}

/** Every variable and section, in the order in which they stand. */
export function namesIn(parts: readonly TemplatePart[], inside: readonly string[] = []): TemplateName[] {
  return parts.flatMap((part) => {
    if (part.kind === 'text') return [];
    const own = { name: part.name, at: part.at, inside };
    return part.kind === 'variable' ? [own] : [own, ...namesIn(part.parts, [part.name, ...inside])];
  });
}
