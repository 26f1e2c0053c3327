import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Status } from '../../../cli/status.ts';
import { type ChaosEndpoint, startChaosEndpoint } from './chaos-endpoint.ts';
import { createChaosProject, EXPORTS, PRICE } from './chaos-project.ts';
import { type ChaosRandom, chaosRandom } from './chaos-random.ts';
import { type ChaosProject, runEngine } from './engine-life.ts';
import { type Inspected, inspectProject } from './inspect-project.ts';

/** What an undisturbed run came to. */
export interface Reference {
  readonly inspected: Inspected;
  readonly nodes: Status['nodes'];
  readonly exports: readonly string[];
  /** Calls that a provider bills. */
  readonly calls: number;
}

/** One kill. */
export interface Kill {
  readonly moment: string;
  /** Paid calls whose reply is not on disk after it. */
  readonly unsaved: number;
  /** Calls that the project knows to have been under way, by all kills so far. */
  readonly underWay: number;
}

export interface Round {
  readonly seed: number;
  readonly kills: readonly Kill[];
  /** Runs that had ended before their kill came. */
  readonly ended: number;
  /** Paid calls beyond one for each picture and prompt. */
  readonly repeated: number;
  /** What does not hold; nothing, if all is well. */
  readonly violations: readonly string[];
}

/** Dollars of the endpoint's scripted usage, 300 tokens in and 20 out. */
const USD_PER_CALL = (300 * PRICE.in + 20 * PRICE.out) / 1e6;

/** Runs the flow once without any kill. */
export async function undisturbedRun(folder: string, pictures: string): Promise<Reference> {
  const endpoint = await startChaosEndpoint();
  try {
    const project = await createChaosProject(folder, pictures, endpoint.url);
    const nodes = await runToEnd(project);
    return {
      inspected: inspectProject(join(folder, 'chaos.ekp')),
      nodes,
      exports: readExports(folder),
      calls: endpoint.paid.length,
    };
  } finally {
    endpoint.close();
  }
}

/** Kills runs of one project at random moments, lets the last one end, and compares with the undisturbed run. */
export async function killedRuns(
  folder: string,
  pictures: string,
  options: { readonly kills: number; readonly seed: number; readonly reference: Promise<Reference> },
): Promise<Round> {
  const random = chaosRandom(options.seed);
  const endpoint = await startChaosEndpoint();
  const violations: string[] = [];
  const kills: Kill[] = [];
  let ended = 0;
  try {
    const project = await createChaosProject(folder, pictures, endpoint.url);
    while (kills.length < options.kills) {
      const { moment, until } = chooseMoment(random, endpoint);
      const life = await runEngine(project, ['run', 'chaos.ekp', '--json'], until);
      if (life.code === null) kills.push(lookAfterKill(project, endpoint, moment, violations));
      else if (++ended > options.kills) throw new Error(`Runs end before they are killed: ${life.err}`);
    }
    const nodes = await runToEnd(project);
    const repeated = endpoint.paid.length - new Set(endpoint.paid).size;
    const round = { seed: options.seed, kills, ended, repeated, violations };
    compare(project, nodes, endpoint, await options.reference, round, violations);
    return round;
  } finally {
    endpoint.close();
  }
}

/** Mostly while captions come in; sometimes while the engine starts, and sometimes late, when exports are written and the file is closed. */
function chooseMoment(
  random: ChaosRandom,
  endpoint: ChaosEndpoint,
): { readonly moment: string; readonly until: (signal: AbortSignal) => Promise<unknown> } {
  const kind = random.next();
  const wait = random.between(0, 120);
  if (kind < 0.2) {
    const ms = random.between(50, 1800);
    return { moment: `${ms} ms after the start`, until: (signal) => sleep(ms, undefined, { signal }) };
  }
  if (kind > 0.9) {
    const ms = random.between(1500, 8000);
    return { moment: `${ms} ms after the start`, until: (signal) => sleep(ms, undefined, { signal }) };
  }
  const requests = random.between(1, 7);
  return {
    moment: `${wait} ms after request ${requests}`,
    until: async (signal) => {
      await endpoint.after(requests);
      await sleep(wait, undefined, { signal });
    },
  };
}

function lookAfterKill(
  { folder }: ChaosProject,
  endpoint: ChaosEndpoint,
  moment: string,
  violations: string[],
): Kill {
  const { paidFor, twice, reservations, settledUsd, reservedUsd } = inspectProject(join(folder, 'chaos.ekp'));
  const unsaved = new Set(endpoint.paid).size - paidFor;
  const say = (what: string) => violations.push(`Killed ${moment}: ${what}`);
  if (unsaved > reservations) say(`${unsaved} paid replies lost, ${reservations} calls were under way.`);
  if (twice > 0) say(`${twice} captions are there twice.`);
  if (endpoint.paid.length * USD_PER_CALL > settledUsd + reservedUsd + 1e-9)
    say(`$${endpoint.paid.length * USD_PER_CALL} billed, $${settledUsd + reservedUsd} spent or reserved.`);
  return { moment, unsaved, underWay: reservations };
}

async function runToEnd(project: ChaosProject): Promise<Status['nodes']> {
  const { code, out, err } = await runEngine(project, ['run', 'chaos.ekp', '--json']);
  const last = out.trim().split('\n').at(-1) ?? '';
  // 1: some samples have failed, as they have to.
  if (code !== 1) throw new Error(`The run ended with ${code}: ${err}`);
  return (JSON.parse(last) as Status).nodes;
}

function compare(
  { folder }: ChaosProject,
  nodes: Status['nodes'],
  endpoint: ChaosEndpoint,
  reference: Reference,
  { repeated }: Round,
  violations: string[],
): void {
  const inspected = inspectProject(join(folder, 'chaos.ekp'));
  const expect = (holds: boolean, otherwise: string) => {
    if (!holds) violations.push(otherwise);
  };
  expect(isDeepStrictEqual(inspected.captions, reference.inspected.captions), 'The captions differ.');
  expect(inspected.twice === 0, `${inspected.twice} captions are there twice.`);
  expect(isDeepStrictEqual(readExports(folder), reference.exports), 'The exports differ.');
  expect(
    isDeepStrictEqual(nodes.map(withoutReused), reference.nodes.map(withoutReused)),
    `The counts differ: ${JSON.stringify(nodes)}`,
  );
  for (const { id, in: entered, kept, rejected, failed, pending, reused } of nodes) {
    const adds = entered === kept + rejected + failed + pending && pending === 0;
    expect(adds && reused <= kept + rejected, `The counts of ${id} do not add up.`);
  }
  const calls = new Set(endpoint.paid).size;
  expect(
    calls === reference.calls,
    `${calls} different calls were paid for, ${reference.calls} undisturbed.`,
  );
  expect(
    repeated <= inspected.reservations,
    `${repeated} paid calls were repeated, ${inspected.reservations} were under way at the kills.`,
  );
  const beside = readdirSync(folder).filter((name) => /^chaos\.ekp.|\.(partial|tmp)/.test(name));
  expect(beside.length === 0, `Left beside the project: ${beside.join(', ')}`);
}

/** How much was taken over from earlier runs is all that a kill may change. */
function withoutReused({ reused: _, ...node }: Status['nodes'][number]) {
  return node;
}

function readExports(folder: string): readonly string[] {
  return EXPORTS.map((name) => readFileSync(join(folder, name), 'utf8'));
}
