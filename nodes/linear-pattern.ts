import {
  type Assertion,
  type CharacterTest,
  PatternFault,
  type PatternTree,
  parsePattern,
} from './pattern-syntax.ts';

/** A compiled pattern. Time is at most (length of the pattern) × (length of the text). */
export interface LinearPattern {
  /** Whether it matches anywhere. */
  search(text: string): boolean;
  /** Whether it matches from the start of the text on. */
  matchesStart(text: string): boolean;
  /** Whether it matches the whole text. */
  matchesWhole(text: string): boolean;
}

type Step =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'jump'; to: number }
  /** Goes on at the next step and at `to`. */
  | { readonly kind: 'fork'; to: number }
  | { readonly kind: 'match' };

const MAX_STEPS = 5000;

/** Compiles a pattern that a person wrote. The fault is a sentence. */
export function compilePattern(
  source: string,
): { readonly pattern: LinearPattern } | { readonly fault: string } {
  try {
    const steps: Step[] = [];
    emit(parsePattern(source), steps);
    steps.push({ kind: 'match' });
    const run = runner(steps);
    return {
      pattern: {
        search: (text) => run(text, 'anywhere'),
        matchesStart: (text) => run(text, 'start'),
        matchesWhole: (text) => run(text, 'whole'),
      },
    };
  } catch (error) {
    if (error instanceof PatternFault) return { fault: error.message };
    throw error;
  }
}

function emit(tree: PatternTree, steps: Step[]): void {
  if (steps.length > MAX_STEPS)
    throw new PatternFault('The pattern is too large once its repetitions are written out.');
  switch (tree.kind) {
    case 'character':
    case 'assert':
      steps.push(tree);
      break;
    case 'sequence':
      for (const item of tree.items) emit(item, steps);
      break;
    case 'either':
      emitEither(tree.options, steps);
      break;
    case 'repeat':
      emitRepeat(tree, steps);
  }
}

function emitEither(options: readonly PatternTree[], steps: Step[]): void {
  const ends: { to: number }[] = [];
  for (const [index, option] of options.entries()) {
    const fork = { kind: 'fork' as const, to: 0 };
    if (index < options.length - 1) steps.push(fork);
    emit(option, steps);
    const end = { kind: 'jump' as const, to: 0 };
    steps.push(end);
    ends.push(end);
    fork.to = steps.length;
  }
  for (const end of ends) end.to = steps.length;
}

function emitRepeat({ item, min, max }: PatternTree & { kind: 'repeat' }, steps: Step[]): void {
  for (let count = 0; count < min; count += 1) emit(item, steps);
  if (max === Number.POSITIVE_INFINITY) {
    const start = steps.length;
    const fork = { kind: 'fork' as const, to: 0 };
    steps.push(fork);
    emit(item, steps);
    steps.push({ kind: 'jump', to: start });
    fork.to = steps.length;
    return;
  }
  const forks: { to: number }[] = [];
  for (let count = min; count < max; count += 1) {
    const fork = { kind: 'fork' as const, to: 0 };
    steps.push(fork);
    forks.push(fork);
    emit(item, steps);
  }
  for (const fork of forks) fork.to = steps.length;
}

type Mode = 'anywhere' | 'start' | 'whole';

/** All threads of the pattern advance together, one code point at a time (Thompson 1968): no thread is ever tried twice at one place. */
function runner(steps: readonly Step[]): (text: string, mode: Mode) => boolean {
  // the place at which each step was last reached; places go on counting from one text to the next, so that nothing has to be cleared
  const lastReached = new Float64Array(steps.length);
  let place = 0;
  return (text, mode) => {
    const open: number[] = [];
    const waiting: number[] = [];
    for (let at = 0; ; ) {
      place += 1;
      waiting.length = 0;
      if (mode === 'anywhere' || at === 0) open.push(0);
      // depth first through jumps and forks; what is left waits for a character
      for (let index = open.pop(); index !== undefined; index = open.pop()) {
        if (lastReached[index] === place) continue;
        lastReached[index] = place;
        const step = steps[index];
        if (step?.kind === 'match') {
          if (mode !== 'whole' || at === text.length) return true;
        } else if (step?.kind === 'jump') open.push(step.to);
        else if (step?.kind === 'fork') open.push(step.to, index + 1);
        else if (step?.kind === 'character') waiting.push(index);
        else if (step && holds(step.assertion, text, at)) open.push(index + 1);
      }
      if (at >= text.length || (waiting.length === 0 && mode !== 'anywhere')) return false;
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      for (const index of waiting) {
        const step = steps[index];
        if (step?.kind === 'character' && step.test(character)) open.push(index + 1);
      }
      at += character.length;
    }
  };
}

/** What \w is without the u flag's folding: ASCII letters, digits and the underscore. NaN, beyond either end, is none. */
function isWord(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 95
  );
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029 || Number.isNaN(unit);
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  switch (assertion) {
    case 'line-start':
      return isLineEnd(before);
    case 'line-end':
      return isLineEnd(after);
    case 'word-edge':
      return isWord(before) !== isWord(after);
    case 'no-word-edge':
      return isWord(before) === isWord(after);
  }
}
