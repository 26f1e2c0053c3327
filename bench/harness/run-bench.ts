import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import envPaths from 'env-paths';
import {
  type AnyBench,
  type BenchCall,
  DEFAULT_ROUNDS,
  type Figure,
  type Measured,
} from '../define-bench.ts';
import type { BenchResult, FigureResult, MeasuredBench } from './bench-result.ts';
import { loadBench } from './find-benches.ts';
import { describeMachine } from './machine.ts';
import { runPart } from './run-part.ts';
import { median } from './statistics.ts';

export interface BenchOptions {
  /** One round of the quick sizes, all parts in one process. */
  readonly quick: boolean;
  /** Instead of the bench's own number. */
  readonly rounds?: number;
  readonly installPeers: boolean;
  /** Numbers that take the place of the bench's own, by name. */
  readonly sizes: Readonly<Record<string, string>>;
  /** Told what happens, one line each. */
  readonly say: (line: string) => void;
}

type Round = MeasuredBench['rounds'][number];

/** Runs all rounds of a bench. Never throws: a bench that fails is a result too. */
export async function runBench(name: string, options: BenchOptions): Promise<BenchResult> {
  const shared = mkdtempSync(join(tmpdir(), `ekphrasis-bench-${name}-`));
  const { quick, installPeers } = options;
  const peers = join(envPaths('ekphrasis', { suffix: '' }).cache, 'bench-peers');
  let about = { bench: name, title: name, measuredAt: new Date().toISOString() };
  try {
    const bench = await loadBench(name);
    about = { ...about, title: bench.title };
    const size: Record<string, number> = { ...(quick ? bench.sizes.quick : bench.sizes.full) };
    for (const name of Object.keys(size))
      if (options.sizes[name] !== undefined) size[name] = Number(options.sizes[name]);
    const call: BenchCall<Measured> = { size, shared, quick, peers, installPeers };
    const reason = await bench.unavailable?.(call);
    if (reason !== undefined) return { ...about, status: 'skipped', reason };
    return await measure(bench, call, options, about);
  } catch (thrown) {
    const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { ...about, status: 'failed', reason };
  } finally {
    rmSync(shared, { recursive: true, force: true });
  }
}

async function measure(
  bench: AnyBench,
  call: BenchCall<Measured>,
  options: BenchOptions,
  about: Pick<MeasuredBench, 'bench' | 'title' | 'measuredAt'>,
): Promise<MeasuredBench> {
  const started = performance.now();
  const load = loadavg();
  const limits = { flags: bench.nodeFlags ?? [], limitSeconds: bench.limitSeconds ?? 600 };
  if (bench.prepare) await runPart({ bench: bench.name, do: 'prepare', call }, limits);
  const count = options.rounds ?? (options.quick ? 1 : (bench.rounds ?? DEFAULT_ROUNDS));
  const rounds: Round[] = [];
  for (let round = 0; round < count; round += 1) {
    const measured = await measureRound(bench, call, round, limits);
    rounds.push(measured);
    const values = bench.figures.map((figure) => `${figure.name} ${shown(figure.of(measured as never))}`);
    options.say(`  round ${round + 1} of ${count}: ${values.join(', ')}`);
  }
  return {
    ...about,
    status: 'measured',
    quick: options.quick,
    seconds: (performance.now() - started) / 1000,
    loadAverage: [load[0] ?? 0, load[1] ?? 0, load[2] ?? 0],
    machine: await describeMachine(call.shared),
    size: call.size,
    figures: bench.figures.map((figure) => toResult(figure, rounds)),
    rounds,
  };
}

/** Parts in turn; every other round the other way round, so that neither always meets the machine as the other left it. */
async function measureRound(
  bench: AnyBench,
  call: BenchCall<Measured>,
  round: number,
  limits: Parameters<typeof runPart>[1],
): Promise<Round> {
  const { size, shared, quick, peers } = call;
  const folder = join(shared, `round-${round}`);
  mkdirSync(folder);
  try {
    const names = Object.keys(bench.parts);
    const order = bench.inOrder || round % 2 === 0 ? names : names.toReversed();
    const groups = quick ? [order] : order.map((name) => [name]);
    const measured: Round = {};
    for (const parts of groups) {
      const context = { size, folder, shared, round, quick, peers, measured };
      Object.assign(measured, await runPart({ bench: bench.name, do: 'measure', parts, context }, limits));
    }
    return measured;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toResult(figure: Figure<never>, rounds: readonly Round[]): FigureResult {
  const values = rounds.map((round) => figure.of(round as never));
  const { name, title, against, unit, better, target, aim } = figure;
  return {
    ...{ name, title, against, unit, better },
    ...(target !== undefined && { target }),
    ...(aim !== undefined && { aim }),
    median: median(values),
    spread: [Math.min(...values), Math.max(...values)],
    values,
  };
}

function shown(value: number): string {
  return value.toPrecision(3);
}
