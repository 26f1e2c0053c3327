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

/** Parses a Mustache template, and refuses partials and changes of the delimiters. */
export function parseTemplate(text: string): ParsedTemplate {
  try {
    // an own writer: the package's keeps every template that it has ever seen
    return { parts: new Mustache.Writer().parse(text).map(toPart) };
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

function toPart(token: unknown): TemplatePart {
  const [type, value, at, , inner] = token as [string, string, number, number, unknown[] | undefined];
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
        parts: (inner ?? []).map(toPart),
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
 * A section shows once for a value, once for each item of a list, and not at all for a missing, empty, zero or false one.
 */
export function renderTemplate(parts: readonly TemplatePart[], values: TemplateValues): string {
  return render(parts, [values as Json]);
}

function render(parts: readonly TemplatePart[], scopes: readonly (Json | undefined)[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      const value = lookUp(part.name, scopes);
      if (part.kind === 'variable') return print(value);
      const items = Array.isArray(value) ? value : value ? [value] : [];
      if (part.inverted) return items.length === 0 ? render(part.parts, scopes) : '';
      return items.map((item) => render(part.parts, [item, ...scopes])).join('');
    })
    .join('');
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
