import { compilePattern, type LinearPattern } from '../linear-pattern.ts';

/** Whether a relative path, with forward slashes, fits. */
export type PathTest = (path: string) => boolean;

/**
 * Compiles a pattern for paths: `*` is anything within a folder, `**` any number of folders, `?` one character, `[ab]` one of them,
 * `{a,b}` either. Upper and lower case are the same. Linear in the path's length, whatever the pattern. The fault is a sentence.
 */
export function compilePathPattern(glob: string): { readonly fits: PathTest } | { readonly fault: string } {
  const translated = translate(glob.trim().replace(/^\.?\/+/, ''));
  if (translated === undefined) return { fault: 'A { or [ is not closed.' };
  const result: { pattern: LinearPattern } | { fault: string } = compilePattern(translated);
  return 'fault' in result ? result : { fits: (path) => result.pattern.matchesWhole(path) };
}

const TOKEN = /\*\*\/|\*\*|\*|\?|\[[!^]?[^\]]+\]|\{|\}|,|\\.|[\s\S]/gu;

function translate(glob: string): string | undefined {
  let open = 0;
  const parts = (glob.match(TOKEN) ?? []).map((token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '[\\s\\S]*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token === '{') open += 1;
    if (token === '{') return '(?:';
    if (token === '}' && open > 0) {
      open -= 1;
      return ')';
    }
    if (token === ',' && open > 0) return '|';
    if (token === '[') return undefined;
    if (token.length > 1 && token.startsWith('[')) return characterClass(token.slice(1, -1));
    return literal(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  });
  return open > 0 || parts.includes(undefined) ? undefined : parts.join('');
}

function characterClass(inside: string): string {
  const negated = /^[!^]/.test(inside);
  const members = (negated ? inside.slice(1) : inside).replace(/[\\[\]^]/g, '\\$&');
  return negated ? `[^/${members}]` : `[${members}]`;
}

function literal(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/gu, '\\$&');
}
