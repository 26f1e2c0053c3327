import type { Json, JsonObject } from '../../core/json.ts';

/** A setting of a job's spec, by its path: `optimizer.learning_rate`. */
export interface SpecValue {
  readonly name: string;
  readonly value: Json;
}

/** A setting that two jobs have differently; undefined where one does not have it. */
export interface SpecDifference {
  readonly name: string;
  readonly one: Json | undefined;
  readonly other: Json | undefined;
}

/** Where a job's files lie, and which pictures it shows: other in every job, and of no meaning for what is learnt. */
const PLACES: ReadonlySet<string> = new Set(['version', 'output', 'evaluation.pinned']);

/** All settings of a spec, in its order, without the places of its files: what lies in the job's own folder is named from there. Lists are one value. */
export function specValues(spec: JsonObject): readonly SpecValue[] {
  const { output } = spec;
  const inside = typeof output === 'string' ? `${output}/` : undefined;
  return flat(spec, '').flatMap(({ name, value }) => {
    if (PLACES.has(name)) return [];
    const isOwn = inside !== undefined && typeof value === 'string' && value.startsWith(inside);
    return [{ name, value: isOwn ? value.slice(inside.length) : value }];
  });
}

/** What differs between two specs, in the order of the first one, then what only the second one has. */
export function specDifferences(one: JsonObject, other: JsonObject): readonly SpecDifference[] {
  const ours = specValues(one);
  const theirs = new Map(specValues(other).map(({ name, value }) => [name, value]));
  const names = new Set(ours.map(({ name }) => name));
  const added = [...theirs].filter(([name]) => !names.has(name));
  return [
    ...ours.map(({ name, value }) => ({ name, one: value, other: theirs.get(name) })),
    ...added.map(([name, value]) => ({ name, one: undefined, other: value })),
  ].filter((each) => JSON.stringify(each.one) !== JSON.stringify(each.other));
}

function flat(object: JsonObject, prefix: string): readonly SpecValue[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    return isObject(value) ? flat(value, `${name}.`) : [{ name, value }];
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A setting with its value in each of several jobs; undefined where one does not have it. */
export interface DifferingSetting {
  readonly name: string;
  readonly values: readonly (Json | undefined)[];
}

/** The settings that are not the same in all of several specs, in the order in which they are first met. */
export function differingSettings(specs: readonly JsonObject[]): readonly DifferingSetting[] {
  const maps = specs.map((spec) => new Map(specValues(spec).map(({ name, value }) => [name, value])));
  const names = [...new Set(maps.flatMap((map) => [...map.keys()]))];
  return names
    .map((name) => ({ name, values: maps.map((map) => map.get(name)) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}
