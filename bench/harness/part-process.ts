import type { BenchCall, Measured, PartContext, ProcessFigures } from '../define-bench.ts';
import { loadBench } from './find-benches.ts';

/** What a process of its own is told to do: prepare the bench, or measure parts of it, one after the other. */
export type PartTask = { readonly bench: string } & (
  | { readonly do: 'prepare'; readonly call: BenchCall<Measured> }
  | { readonly do: 'measure'; readonly parts: readonly string[]; readonly context: PartContext<Measured> }
);

/** What it answers. */
export type PartAnswer =
  | { readonly measured: Readonly<Record<string, Measured & ProcessFigures>> }
  | { readonly error: string };

async function work(task: PartTask): Promise<PartAnswer> {
  try {
    const bench = await loadBench(task.bench);
    if (task.do === 'prepare') {
      await bench.prepare?.(task.call);
      return { measured: {} };
    }
    const measured: Record<string, Measured & ProcessFigures> = {};
    for (const name of task.parts) {
      const part = bench.parts[name];
      if (part === undefined) throw new Error(`There is no part "${name}".`);
      const context = { ...task.context, measured: { ...task.context.measured, ...measured } };
      measured[name] = await timed(() => part(context));
    }
    return { measured };
  } catch (thrown) {
    return { error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}

async function timed(part: () => Promise<Measured>): Promise<Measured & ProcessFigures> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const measured = await part();
  const wallSeconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  // `maxRSS` is in units of 1,024 bytes on every platform (libuv).
  const peakRssMb = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { ...measured, peakRssMb, cpuSeconds: (user + system) / 1e6, wallSeconds };
}

process.once('message', async (task: PartTask) => {
  const answer = await work(task);
  process.send?.(answer, () => process.exit(0));
});
