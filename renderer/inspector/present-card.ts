import type { Json, JsonObject } from '../../core/json.ts';
import { formatCount } from '../format.ts';

/** What a node has noted of the artifact that it made, as it is shown: figures, lists of names, and texts before and after. */
export interface PresentedCard {
  readonly figures: readonly { readonly title: string; readonly value: string }[];
  readonly lists: readonly { readonly title: string; readonly entries: readonly string[] }[];
  readonly changes: readonly {
    readonly title: string;
    readonly entries: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  }[];
}

/** Cards come from a project, which may be a stranger's: so much of one is shown. */
const MOST_FIGURES = 24;
const MOST_ENTRIES = 10;
const LONGEST = 400;

/** Sorts a card's entries by what they are; what is neither figure nor example is left out. */
export function presentCard(card: JsonObject): PresentedCard {
  const entries = Object.entries(card).map(([name, value]) => ({ title: titleOf(name), value }));
  return {
    figures: entries.slice(0, MOST_FIGURES).flatMap(({ title, value }) => {
      if (typeof value === 'number')
        return [{ title, value: Number.isInteger(value) ? formatCount(value) : String(value) }];
      return typeof value === 'string' && value !== '' ? [{ title, value: short(value) }] : [];
    }),
    lists: entries.flatMap(({ title, value }) => {
      const names = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
      return names.length > 0 ? [{ title, entries: names.slice(0, MOST_ENTRIES).map(short) }] : [];
    }),
    changes: entries.flatMap(({ title, value }) => {
      const changes = Array.isArray(value) ? value.flatMap(changeOf) : [];
      return changes.length > 0 ? [{ title, entries: changes.slice(0, MOST_ENTRIES) }] : [];
    }),
  };
}

function changeOf(value: Json) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const { id, image, before, after } = value as JsonObject;
  if (typeof before !== 'string' || typeof after !== 'string') return [];
  const name = [id, image].find((each) => typeof each === 'string' && each !== '') ?? '';
  return [{ name: short(String(name)), before: short(before), after: short(after) }];
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `captionsNotUsed` is read as “Captions not used”. */
function titleOf(name: string): string {
  const words = name
    .slice(0, 60)
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
