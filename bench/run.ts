import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readResults, saveResult } from './harness/bench-result.ts';
import { benchNames, loadBench } from './harness/find-benches.ts';
import { writeTable } from './harness/performance-table.ts';
import { runBench } from './harness/run-bench.ts';

/*
 * `npm run bench [-- name…]`: measures, keeps the results under results/ and brings the table in docs/performance.md up to date.
 */

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
/** Quick benches at once: their times say nothing, and there are two cores. */
const QUICK_AT_ONCE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    'install-peers': { type: 'boolean', default: false },
    out: { type: 'string' },
    size: { type: 'string', multiple: true, default: [] },
    list: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const all = benchNames();
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0 || values.list) {
    console.log(
      `${unknown.length > 0 ? `There is no bench ${unknown.join(', ')}. ` : ''}Benches: ${all.join(', ')}`,
    );
    return unknown.length > 0 ? 2 : 0;
  }
  const out = values.out ?? (values.quick ? undefined : RESULTS);
  const queue = (positionals.length > 0 ? positionals : await unnamed(all)).values();
  let failed = 0;
  const worker = async () => {
    for (const name of queue) failed += (await runOne(name, out)) ? 0 : 1;
  };
  await Promise.all(Array.from({ length: values.quick ? QUICK_AT_ONCE : 1 }, worker));
  if (out === RESULTS) writeTable(PAGE, readResults(RESULTS));
  return failed === 0 ? 0 : 1;
}

/** What runs when no names are given. A bench that cannot be loaded is among them, and says so when it runs. */
async function unnamed(all: readonly string[]): Promise<readonly string[]> {
  if (values.quick) return all;
  const benches = await Promise.all(all.map((name) => loadBench(name).catch(() => undefined)));
  return all.filter((_, index) => benches[index]?.onlyNamed !== true);
}

/** Runs one bench and keeps its result; false when it failed. */
async function runOne(name: string, out: string | undefined): Promise<boolean> {
  console.log(`${name}`);
  const result = await runBench(name, {
    quick: values.quick,
    installPeers: values['install-peers'],
    ...(values.rounds !== undefined && { rounds: Number(values.rounds) }),
    sizes: Object.fromEntries(values.size.map((size) => size.split('='))),
    say: console.log,
  });
  if (out !== undefined) saveResult(out, result);
  if (result.status !== 'measured') console.log(`  ${name} was ${result.status}: ${result.reason}`);
  else console.log(`  ${name} took ${result.seconds.toFixed(0)} s`);
  return result.status !== 'failed';
}
