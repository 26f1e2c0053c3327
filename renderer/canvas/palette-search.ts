import { CATEGORIES, type Category } from '../../core/define-node.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS } from '../../core/port.ts';
import { TEXTS } from '../texts.ts';

/**
 * Node types that answer a search, best first. All words must be found; the title counts most, then synonyms, ports and
 * category, then the summary. An empty search gives everything in the order of the palette.
 */
export function searchNodes(types: readonly NodeDescriptor[], search: string): readonly NodeDescriptor[] {
  return searchInOrder(inPaletteOrder(types), search);
}

/** The same, where types that answer equally well keep the order that they are given in. */
export function searchInOrder(ordered: readonly NodeDescriptor[], search: string): readonly NodeDescriptor[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return ordered;
  return ordered
    .map((type) => ({ type, score: scoreNode(type, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ type }) => type);
}

/** 0 where a word is not found at all. */
export function scoreNode(type: NodeDescriptor, words: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    const score = Math.max(
      scoreText(type.title, word, 100),
      ...type.synonyms.map((synonym) => scoreText(synonym, word, 60)),
      ...[...type.inputs, ...type.outputs].map((port) => scoreText(PORT_LABELS[port.type], word, 30)),
      scoreText(TEXTS.palette.categories[type.category], word, 40),
      scoreText(type.summary, word, 20),
    );
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/** Whole text > its start > the start of a word in it > somewhere inside. */
function scoreText(text: string, word: string, weight: number): number {
  const lower = text.toLowerCase();
  if (lower === word) return weight;
  if (lower.startsWith(word)) return weight * 0.9;
  if (lower.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word))) return weight * 0.75;
  return lower.includes(word) ? weight * 0.5 : 0;
}

export function inPaletteOrder(types: readonly NodeDescriptor[]): readonly NodeDescriptor[] {
  const place = (type: NodeDescriptor) => CATEGORIES.indexOf(type.category);
  return [...types].sort((a, b) => place(a) - place(b));
}

export interface PaletteSection {
  readonly category: Category;
  readonly types: readonly NodeDescriptor[];
}

/** Categories that have node types, in the order of the work. */
export function paletteSections(types: readonly NodeDescriptor[]): readonly PaletteSection[] {
  return CATEGORIES.map((category) => ({
    category,
    types: types.filter((type) => type.category === category),
  })).filter((section) => section.types.length > 0);
}
