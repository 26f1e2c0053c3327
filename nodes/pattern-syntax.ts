/*
 * The patterns that people may write: regular expressions without back references and look-around, which is the part that can be
 * matched in linear time. Flows come from strangers, and a native RegExp such as (a+)+$ can stop the engine for hours.
 */

/** Tests one code point. */
export type CharacterTest = (character: string) => boolean;

export type Assertion = 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

export type PatternTree =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly PatternTree[] }
  | { readonly kind: 'either'; readonly options: readonly PatternTree[] }
  /** `max` may be infinite. */
  | { readonly kind: 'repeat'; readonly item: PatternTree; readonly min: number; readonly max: number };

const MAX_PATTERN_LENGTH = 4000;
const MAX_REPEAT = 200;
const MAX_DEPTH = 50;

/** What is wrong with a pattern, as a sentence. */
export class PatternFault extends Error {}

/** Parses a pattern; upper and lower case are the same. Throws PatternFault. */
export function parsePattern(source: string): PatternTree {
  if (source.length > MAX_PATTERN_LENGTH)
    throw new PatternFault(`The pattern is longer than ${MAX_PATTERN_LENGTH} characters.`);
  const parser = new Parser(source);
  const tree = parser.either();
  if (!parser.atEnd) throw new PatternFault('A ) stands without its (.');
  return tree;
}

class Parser {
  readonly #source: string;
  readonly #tests = new Map<string, CharacterTest>();
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  either(): PatternTree {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new PatternFault('The pattern has too many groups inside each other.');
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    this.#depth -= 1;
    return options.length === 1 && options[0] ? options[0] : { kind: 'either', options };
  }

  #sequence(): PatternTree {
    const items: PatternTree[] = [];
    while (!this.atEnd && !'|)'.includes(this.#peek())) items.push(this.#quantified());
    return { kind: 'sequence', items };
  }

  #quantified(): PatternTree {
    const item = this.#atom();
    const range = this.#range();
    if (!range) return item;
    this.#take('?');
    if (item.kind === 'assert') throw new PatternFault('An edge such as ^ or \\b cannot be repeated.');
    if (this.#range()) throw new PatternFault('There is nothing to repeat.');
    return { kind: 'repeat', item, ...range };
  }

  #range(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (this.#peek() !== '{') return undefined;
    const [text, low, comma, high] = this.#match(
      /\{(\d{1,6})(,)?(\d{1,6})?\}/y,
      'A { stands alone; write \\{.',
    );
    const min = Number(low);
    const max = comma === undefined ? min : high === undefined ? Number.POSITIVE_INFINITY : Number(high);
    if (max < min) throw new PatternFault(`${text} has its numbers the wrong way round.`);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Number.POSITIVE_INFINITY))
      throw new PatternFault(`${text} repeats more than ${MAX_REPEAT} times.`);
    return { min, max };
  }

  #atom(): PatternTree {
    if (this.#take('(')) return this.#group();
    if (this.#take('^')) return { kind: 'assert', assertion: 'line-start' };
    if (this.#take('$')) return { kind: 'assert', assertion: 'line-end' };
    if (this.#peek() === '[')
      return this.#character(this.#match(/\[(?:\\.|[^\\\]])*\]/suy, 'A [ is not closed.')[0] ?? '');
    if (this.#peek() === '\\') return this.#escape();
    if ('*+?{'.includes(this.#peek())) throw new PatternFault('There is nothing to repeat.');
    const [text = ''] = this.#match(/[^\]}]/suy, `A ${this.#peek()} stands alone; write \\${this.#peek()}.`);
    return this.#character(text);
  }

  #group(): PatternTree {
    if (this.#take('?') && !this.#take(':'))
      throw new PatternFault('Groups that start with (? cannot be used, except (?:.');
    const tree = this.either();
    if (!this.#take(')')) throw new PatternFault('A ( is not closed.');
    return tree;
  }

  #escape(): PatternTree {
    const [text = ''] = this.#match(
      /\\(?:[pP]\{[\w=]{1,60}\}|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/suy,
      'The pattern ends with a \\.',
    );
    if (text === '\\b') return { kind: 'assert', assertion: 'word-edge' };
    if (text === '\\B') return { kind: 'assert', assertion: 'no-word-edge' };
    if (/^\\[1-9k]/.test(text)) throw new PatternFault('Back references cannot be used.');
    return this.#character(text);
  }

  #character(source: string): PatternTree {
    const test = this.#tests.get(source) ?? characterTest(source);
    this.#tests.set(source, test);
    return { kind: 'character', test };
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at += text.length;
    return true;
  }

  #match(sticky: RegExp, fault: string): readonly (string | undefined)[] {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#source);
    if (!found) throw new PatternFault(fault);
    this.#at += found[0].length;
    return found;
  }
}

/** The test that a single character's source stands for, e.g. `a`, `\\d`, `[^a-z]`. */
function characterTest(source: string): CharacterTest {
  let native: RegExp;
  try {
    // safe although a stranger wrote it: it only ever sees one code point
    native = new RegExp(`^${source}$`, 'iu');
  } catch {
    throw new PatternFault(`${source} does not parse.`);
  }
  // 0: not asked yet, 1: no, 2: yes
  const ascii = new Uint8Array(128);
  return (character) => {
    const code = character.charCodeAt(0);
    if (code >= ascii.length) return native.test(character);
    ascii[code] ||= native.test(character) ? 2 : 1;
    return ascii[code] === 2;
  };
}
