import type { SweptValue } from '../../../core/training/sweep.ts';
import { affectsResult, type LineFault, parseValue, type Settings, splitOnce } from './parse-settings.ts';

/** Settings of one run that are its own. */
export type Combination = Readonly<Record<string, SweptValue>>;

/** More runs than these are not worked out, only counted. */
const MOST_COUNTED = 10_000;

interface Parsed<T> {
  readonly found: readonly T[];
  readonly faults: readonly LineFault[];
}

/** Lines of `name: value, value, …`: an axis each. Faults: no such setting, a value that it does not take, values or names twice, none at all. */
export function parseGrid(
  lines: readonly string[],
  settings: Settings,
): Parsed<readonly [string, readonly SweptValue[]]> {
  const axes = new Map<string, readonly SweptValue[]>();
  const faults: LineFault[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const fault = (what: string) => void faults.push({ line: index + 1, fault: what });
    const split = splitOnce(text, ':');
    if (split === undefined) {
      fault('it has no colon between name and values');
      continue;
    }
    const [name, rest] = split;
    const values: SweptValue[] = [];
    let isSound = true;
    for (const one of rest.split(',').map((value) => value.trim())) {
      const parsed = checked(name, one, settings);
      const what =
        'fault' in parsed ? parsed.fault : values.includes(parsed.value) && `“${name}” has ${one} twice`;
      if (what) {
        fault(what);
        isSound = false;
        break;
      }
      if ('value' in parsed) values.push(parsed.value);
    }
    if (!isSound) continue;
    if (axes.has(name)) fault(`“${name}” stands there twice`);
    else axes.set(name, values);
  }
  return { found: [...axes], faults };
}

/** Lines of `name=value name=value …`: a combination each. */
export function parseList(lines: readonly string[], settings: Settings): Parsed<Combination> {
  const found: Combination[] = [];
  const seen = new Map<string, number>();
  const faults: LineFault[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const combination: Record<string, SweptValue> = {};
    let what: string | undefined;
    for (const word of text.trim().split(/\s+/)) {
      const split = splitOnce(word, '=');
      if (split === undefined) what ??= `“${word}” has no equals sign`;
      else {
        const parsed = checked(split[0], split[1], settings);
        if ('fault' in parsed) what ??= parsed.fault;
        else if (Object.hasOwn(combination, split[0])) what ??= `“${split[0]}” stands there twice`;
        else combination[split[0]] = parsed.value;
      }
    }
    const name = JSON.stringify(Object.entries(combination).sort());
    const same = seen.get(name);
    if (same !== undefined) what ??= `it says the same as line ${same}`;
    if (what !== undefined) faults.push({ line: index + 1, fault: what });
    else {
      seen.set(name, index + 1);
      found.push(combination);
    }
  }
  return { found, faults };
}

/** How many runs there are: each line of the list with each point of the grid. */
export function countRuns(
  axes: readonly (readonly [string, readonly SweptValue[]])[],
  list: readonly Combination[],
): number {
  const count = axes.reduce((product, [, values]) => product * values.length, Math.max(1, list.length));
  return axes.length + list.length === 0 ? 0 : Math.min(MOST_COUNTED, count);
}

/** All runs: the list in its order, and for each of its lines the grid, its last axis changing first. */
export function combinations(
  axes: readonly (readonly [string, readonly SweptValue[]])[],
  list: readonly Combination[],
): readonly Combination[] {
  const start: readonly Combination[] = list.length > 0 ? list : [{}];
  return axes.reduce<readonly Combination[]>(
    (made, [name, values]) =>
      made.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    start,
  );
}

function checked(name: string, text: string, settings: Settings) {
  const parsed = parseValue(name, text, settings);
  const setting = settings[name];
  if ('value' in parsed && setting !== undefined && !affectsResult(setting))
    return { fault: `“${name}” changes nothing about the result; set it once for all runs` };
  return parsed;
}
