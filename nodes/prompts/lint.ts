import type { PromptFix } from '../../core/prompt-variable.ts';
import { nearestName } from './nearest-name.ts';
import { IMAGE_VARIABLES } from './prompt-values.ts';
import { namesIn, parseTemplate, type TemplateFault } from './template.ts';

/** Something in a prompt that often spoils captions. `line` and `column` count from 1, `length` in UTF-16 units. */
export interface PromptHint {
  /** The parameter, for a source part `parts.<id>`. */
  readonly param: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
  readonly fix?: PromptFix;
}

interface Mark {
  readonly at: number;
  readonly length: number;
  readonly message: string;
  readonly fix?: PromptFix;
}

/** Longest piece of a prompt without a hint, in characters; about 1,500 tokens of English. */
export const LONG_PROMPT = 6000;

/** Hints on one text of a prompt, in the order of their places. Pure; nothing here stops a run. */
export function lintText(param: string, text: string): readonly PromptHint[] {
  const marks = [...templateMarks(text), ...wordingMarks(text), ...lengthMarks(text)];
  return marks.sort((a, b) => a.at - b.at).map((mark) => ({ param, ...placeOf(text, mark) }));
}

function placeOf(text: string, { at, ...mark }: Mark): Omit<PromptHint, 'param'> {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - before.lastIndexOf('\n'), ...mark };
}

const REMOVE: PromptFix = { title: 'Remove it', replace: '' };

function templateMarks(text: string): Mark[] {
  const template = parseTemplate(text);
  if ('fault' in template) return [faultMark(text, template.fault)];
  return namesIn(template.parts).flatMap(({ name, at, inside }) => {
    const end = text.indexOf('}}', at);
    const mark = { at, length: (end < 0 ? text.length : end + 2) - at };
    const tag = text.slice(at, at + mark.length);
    // A section would lose its end together with its beginning.
    const remove = /^\{\{\{?\s*[#^]/.test(tag) ? undefined : REMOVE;
    if (name === 'image.folder' || name === 'image.name') {
      const message = 'Captioners repeat names of files and folders in what they write';
      return [{ ...mark, message, ...(remove && { fix: remove }) }];
    }
    if (isKnown(name, inside)) return [];
    const near = remove && nearestName(name, Object.keys(IMAGE_VARIABLES));
    const fix =
      near === undefined ? remove : { title: `Use ${near}`, replace: tag.replace(name, () => near) };
    return [{ ...mark, message: `"${name}" is not known and stays empty`, ...(fix && { fix }) }];
  });
}

/** Where a template does not parse: the tag at fault where it can be found, and what would mend it. */
function faultMark(text: string, { at, message }: TemplateFault): Mark {
  const open = /^The section "(.*)" is not closed\.$/s.exec(message)?.[1];
  if (open !== undefined) {
    const tag = lastTag(text, (inner) => /^[#^]/.test(inner) && inner.slice(1).trim() === open);
    if (tag) return { ...tag, message, fix: { title: 'Close it at the end', append: `{{/${open}}}` } };
  }
  if (message === 'A variable is not closed with }}.') {
    const start = text.lastIndexOf('{{');
    const tag = /^\{\{\{?\s*[#^/&]?\s*[\w.-]*/.exec(text.slice(Math.max(0, start)))?.[0] ?? '';
    if (start >= 0 && tag !== '')
      return { at: start, length: tag.length, message, fix: { title: 'Close it', replace: `${tag}}}` } };
  }
  const start = Math.min(at, Math.max(0, text.length - 1));
  const length = Math.max(1, text.indexOf('}}', start) + 2 - start);
  const whole = text.slice(start, start + length);
  return { at: start, length, message, ...(/^\{\{[^{}]*\}\}$/.test(whole) && { fix: REMOVE }) };
}

function lastTag(text: string, isIt: (inner: string) => boolean) {
  const found = [...text.matchAll(/\{\{([^{}]*)\}\}/g)].findLast(([, inner = '']) => isIt(inner.trim()));
  return found && { at: found.index, length: found[0].length };
}

function isKnown(name: string, inside: readonly string[]): boolean {
  const [root] = name.split('.');
  if (name === '.' || name === 'image' || Object.hasOwn(IMAGE_VARIABLES, name)) return true;
  if (root === 'evidence' || root === 'metadata') return true;
  // within a section a name may be relative to it; what it holds only the data tell
  return root !== 'image' && inside.some((section) => isKnown(section, []));
}

/** Wordings with what is wrong with them. What stands in quotation marks is not meant for the captioner. */
const WORDINGS: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  {
    pattern: /\bfile ?-?names?\b|\bfolder(?:'s)? names?\b/gi,
    message: 'Captioners repeat names of files and folders in what they write',
  },
  {
    pattern:
      /\b(?:do not|don['’]t|never|avoid|without) (?:to )?(?:mention|describ|includ|say|talk|refer|write|use|add|assum|contain)\w*/gi,
    message: 'Captioners repeat what they are told to leave out; say what to write instead',
  },
  {
    pattern:
      /\b(?:guess (?:what|who|where|when|how|at|the)|speculate\b(?! only)|imagine (?:what|how|who|that|the)|make up|invent (?:a|the)|(?:might|may|could) (?:be|have been) (?:thinking|feeling|doing|happening)|tell (?:a|the) story|story behind|likely|probably)\b/gi,
    message: 'This asks for guesses, which become false statements in the captions',
  },
];

function wordingMarks(text: string): Mark[] {
  const own = blankOut(text);
  return WORDINGS.flatMap(({ pattern, message }) =>
    [...own.matchAll(pattern)].map((found) => ({ at: found.index, length: found[0].length, message })),
  );
}

/** Tags and quotations become spaces, so that every place stays where it is. */
function blankOut(text: string): string {
  return text.replace(/\{\{[^}]*\}\}\}?|"[^"\n]*"|“[^”\n]*”/g, (found) => ' '.repeat(found.length));
}

interface LengthHint {
  readonly at: number;
  readonly length: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

const RANGE = /\b(\d{1,5}) ?(?:to|-|–|and) ?(\d{1,5}) (word|sentence|character|paragraph)s?\b/gi;
const BOUND =
  /\b(at most|up to|under|below|fewer than|less than|no more than|maximum(?: of)?|at least|more than|over|no fewer than|minimum(?: of)?|exactly) (\d{1,5}|one|two|three|four|five) (word|sentence|character|paragraph)s?\b/gi;
const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5 };

function lengthMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  if (text.length > LONG_PROMPT) {
    const message = `Over ${LONG_PROMPT.toLocaleString('en')} characters: it costs tokens on every image, and captioners lose track`;
    marks.push({ at: 0, length: 1, message });
  }
  const hints = lengthHints(blankOut(text));
  for (const [index, hint] of hints.entries()) {
    const other = hints
      .slice(0, index)
      .find(({ unit, min, max }) => unit === hint.unit && (min > hint.max || hint.min > max));
    if (!other) continue;
    const { at, length } = other;
    const message = `Contradicts "${text.slice(at, at + length)}" above`;
    marks.push({ at: hint.at, length: hint.length, message });
  }
  return marks;
}

function lengthHints(text: string): LengthHint[] {
  const ranges = [...text.matchAll(RANGE)].map(
    ({ index, 0: { length }, 1: low, 2: high, 3: unit = '' }): LengthHint => ({
      at: index,
      length,
      unit: unit.toLowerCase(),
      min: Number(low),
      max: Number(high),
    }),
  );
  const bounds = [...text.matchAll(BOUND)].map(
    ({ index, 0: { length }, 1: bound = '', 2: number = '', 3: unit = '' }) => {
      const value = NUMBERS[number.toLowerCase()] ?? Number(number);
      const isLow = /^(at least|more|over|no fewer|minimum|exactly)/i.test(bound);
      const isHigh = !isLow || /^exactly/i.test(bound);
      return {
        at: index,
        length,
        unit: unit.toLowerCase(),
        min: isLow ? value : 0,
        max: isHigh ? value : Number.POSITIVE_INFINITY,
      };
    },
  );
  return [...ranges, ...bounds].sort((a, b) => a.at - b.at);
}
