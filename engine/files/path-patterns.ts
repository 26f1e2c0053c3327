import picomatch from 'picomatch';
import { UserError } from '../../core/errors.ts';

/** Wildcards of one pattern; more make matching slow beyond measure, and patterns come with strangers' flows. */
const MAX_WILDCARDS = 8;

/** Which files below a folder are meant. Paths are relative, with forward slashes. */
export interface PathPatterns {
  /** Whether a file is taken. */
  readonly takes: (path: string) => boolean;
  /** Whether nothing below a folder can be taken, so that it need not be listed. */
  readonly leavesOut: (folder: string) => boolean;
}

/**
 * Globs on relative paths: `*`, `**`, `?`, `[…]`, `{a,b}`, in either case of letters; a pattern without a slash matches names in every
 * folder. No `include` means everything; `exclude` wins, and with a folder everything below it is left out. Throws PARAMETER_INVALID.
 */
export function compilePatterns(include: readonly string[], exclude: readonly string[]): PathPatterns {
  const included = compile(include);
  const excluded = compile(exclude);
  return {
    takes: (path) => (included === undefined || included(path)) && !excluded?.(path),
    leavesOut: (folder) => excluded?.(folder) ?? false,
  };
}

function compile(patterns: readonly string[]): ((path: string) => boolean) | undefined {
  const meant = patterns.map((pattern) => pattern.trim().replaceAll('\\', '/')).filter((text) => text !== '');
  if (meant.length === 0) return undefined;
  for (const pattern of meant)
    if (pattern.length > 500 || (pattern.match(/\*+/g)?.length ?? 0) > MAX_WILDCARDS)
      throw invalid(pattern, `is too long or has more than ${MAX_WILDCARDS} wildcards`);
  const matchers = meant.map((pattern) => {
    try {
      // `s` lets wildcards match line feeds, which may stand in names. Braces are written out by picomatch as alternatives.
      return picomatch(pattern.replace(/^\.?\//, '').replace(/\/$/, '/**'), {
        basename: !pattern.includes('/'),
        flags: 'is',
        noextglob: true,
        nonegate: true,
      });
    } catch {
      throw invalid(pattern, 'cannot be understood');
    }
  });
  return (path) => matchers.some((matches) => matches(path));
}

function invalid(pattern: string, what: string): UserError {
  return new UserError('PARAMETER_INVALID', `The pattern “${pattern.slice(0, 100)}” ${what}.`, {
    remedy: 'Write it like coco/** or **/*.png.',
  });
}
