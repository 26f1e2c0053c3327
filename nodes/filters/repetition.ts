import { comparable, comparableWords, sentences } from './text-units.ts';

/** Sentences with fewer words are too short to tell anything by coming again ("It is red."). */
const SENTENCE_WORDS = 4;
/** Longest phrase, in words, that is looked for several times in a row. */
const LONGEST_PHRASE = 24;
/** Runs of so many words are compared. */
const RUN_WORDS = 6;
/** Fewer runs than this are no sample. */
const FEWEST_RUNS = 24;

/** Share of all words that stand in sentences which have stood before, 0–1: words of repeats / words of all sentences. */
export function repeatedSentenceShare(text: string): number {
  const seen = new Set<string>();
  let repeated = 0;
  let all = 0;
  for (const sentence of sentences(text)) {
    const own = comparableWords(sentence);
    all += own.length;
    if (own.length < SENTENCE_WORDS) continue;
    const key = own.join(' ');
    if (seen.has(key)) repeated += own.length;
    seen.add(key);
  }
  return all === 0 ? 0 : repeated / all;
}

/** Share of the runs of six words that have stood before, 0–1: 1 − distinct runs / runs. 0 for texts with under 24 runs. */
export function repeatedRunShare(text: string): number {
  const runs = wordRuns(comparableWords(text), RUN_WORDS);
  return runs.length < FEWEST_RUNS ? 0 : 1 - new Set(runs).size / runs.length;
}

/** Every stretch of `length` words, as text. */
export function wordRuns(words: readonly string[], length: number): string[] {
  return Array.from({ length: Math.max(0, words.length - length + 1) }, (_, start) =>
    words.slice(start, start + length).join(' '),
  );
}

/** How often the most repeated phrase of up to 24 words stands in a row, and the phrase. 1 where nothing is repeated at once. */
export function longestChain(text: string): { readonly times: number; readonly phrase: string } {
  const words = comparableWords(text);
  let best = { times: 1, phrase: '' };
  for (let period = 1; period <= Math.min(LONGEST_PHRASE, words.length / 2); period += 1) {
    let equal = 0;
    for (let index = period; index < words.length; index += 1) {
      equal = words[index] === words[index - period] ? equal + 1 : 0;
      const times = Math.floor(equal / period) + 1;
      if (times > best.times) best = { times, phrase: words.slice(index - period + 1, index + 1).join(' ') };
    }
  }
  return best;
}

/** The first of the phrases that stands in the text, compared by words. */
export function findPhrase(text: string, phrases: readonly string[]): string | undefined {
  const own = ` ${comparable(text)} `;
  return phrases.find((phrase) => {
    const wanted = comparable(phrase);
    return wanted !== '' && own.includes(` ${wanted} `);
  });
}
