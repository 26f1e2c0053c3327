import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunId } from '../../core/ids.ts';
import { budgetTable } from '../store/budget-table.ts';
import { groupCommit } from '../store/group-commit.ts';
import { internedNames } from '../store/interned-names.ts';
import { MIGRATIONS } from '../store/migrations/all-migrations.ts';
import { openProject } from '../store/open-project.ts';
import type { RunStore } from '../store/run-store.ts';
import { temporaries } from '../store/temporary-project.ts';
import { createRunBudget } from './run-budget.ts';
import { type Sent, seededRandom, spendRandomly } from './testing/random-spender.ts';

const { temporaryFolder, temporaryProject } = temporaries(onTestFinished);

/** A run of a new project with a budget under a cap that can be moved. */
function runWithCap(capUsd: number | undefined) {
  const store = temporaryProject();
  const run = store.beginRun({}).id;
  let cap = capUsd;
  const budget = createRunBudget(store, run, () => cap);
  const setCap = (usd: number | undefined) => {
    cap = usd;
    budget.capChanged();
  };
  return { store, run, budget, captioner: budget.of('captioner'), setCap };
}

const outcomeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'sent',
    (error: { code: string }) => error.code,
  );

describe('a request that does not fit under the cap', () => {
  it('[RUN7] waits while replies under way may make room, in the order of the requests', async () => {
    const { captioner, budget, store } = runWithCap(1);
    const first = await captioner.reserve(0.6);
    const large = outcomeOf(captioner.reserve(0.9));
    const small = outcomeOf(budget.of('judge').reserve(0.1));
    first.settle(0.05);
    expect(await large).toBe('sent');
    // No room for the small one, and it has not overtaken the large one, which may still give some back.
    expect(await Promise.race([small, Promise.resolve('waits')])).toBe('waits');
    expect(store.spend()).toEqual({ settledUsd: 0.05, reservedUsd: 0.9 });
  });

  it('[RUN7] is refused at once where no reply could make room, and goes when the cap is raised', async () => {
    const { captioner, setCap } = runWithCap(1);
    const first = await captioner.reserve(0.5);
    expect(await outcomeOf(captioner.reserve(1.2))).toBe('BUDGET_REACHED');
    const waiting = outcomeOf(captioner.reserve(0.8));
    setCap(2);
    expect(await waiting).toBe('sent');
    first.settle(0.5);
  });

  it('[RUN7] counts what a kill left behind as spent, so that nobody waits for it', async () => {
    const made = temporaryProject();
    made.reserve(made.beginRun({}).id, 0.9);
    await made.close();
    const store = openProject(made.path);
    onTestFinished(() => store.close());
    const captioner = createRunBudget(store, store.beginRun({}).id, () => 1).of('captioner');
    const fits = await captioner.reserve(0.05);
    expect(await outcomeOf(captioner.reserve(0.2))).toBe('BUDGET_REACHED');
    fits.settle(0.05);
    store.budget.settleLeftBehind(0.1);
    expect(await outcomeOf(captioner.reserve(0.2))).toBe('sent');
  });

  it('[RUN7] without a price is refused under a cap only, and without money to spend goes free', async () => {
    const { captioner, setCap, store } = runWithCap(undefined);
    expect(await outcomeOf(captioner.reserve(undefined))).toBe('sent');
    setCap(5);
    expect(await outcomeOf(captioner.reserve(undefined))).toBe('PRICE_MISSING');
    expect(await outcomeOf(captioner.reserve(0))).toBe('sent');
    expect(store.spend()).toEqual({ settledUsd: 0, reservedUsd: 0 });
  });
});

it('[RUN7] thousands of requests at once share a few waits for the disk', async () => {
  const { tables, close } = openTables(join(temporaryFolder(), 'money.db'));
  onTestFinished(close);
  const { commits } = tables;
  let groups = 0;
  commits.onCommit(() => {
    groups += 1;
  });
  const budget = createRunBudget(tables.store, 1 as RunId, () => 1e6).of('captioner');
  const reservations = await Promise.all(Array.from({ length: 5000 }, () => budget.reserve(0.01)));
  for (const reservation of reservations) reservation.settle(0.001);
  await commits.committed();
  expect(groups).toBeLessThan(10);
  expect(tables.budget.spend().settledUsd).toBeCloseTo(5);
  expect(tables.budget.byNode()).toEqual([
    { node: 'captioner', settledUsd: expect.closeTo(5), reservedUsd: 0 },
  ]);
});

/** The money's own tables of a project, on a file: what a thousand runs need, without the rest of a project. */
function openTables(path: string) {
  const database = new DatabaseFile(path);
  database.pragma('journal_mode = wal');
  // A kill of the process loses nothing that was written, whether or not the disk has it.
  database.pragma('synchronous = off');
  if (database.prepare("select 1 from sqlite_schema where name = 'runs'").get() === undefined)
    for (const { sql } of MIGRATIONS) database.exec(sql);
  const commits = groupCommit(database);
  const budget = budgetTable(database, commits, internedNames(database, commits), Date.now);
  const store = { ...budget, committed: commits.committed } as unknown as RunStore;
  return { tables: { commits, budget, store }, close: () => void database.close() };
}

/** What an endpoint has billed, against the cap: at every moment at most the cap and what went beyond stated worst cases. */
class Bill {
  billedUsd = 0;
  excessUsd = 0;

  send({ worstUsd, billedUsd }: Sent, capUsd: number): void {
    this.billedUsd += billedUsd;
    this.excessUsd += Math.max(0, billedUsd - worstUsd);
    // Sums of a thousand fractions differ from themselves in another order by far less than a millionth of a cent.
    expect(this.billedUsd).toBeLessThanOrEqual(capUsd + this.excessUsd + 1e-8);
  }
}

const PROJECTS = 50;
const RUNS_EACH = 20;

it('[RUN7] a thousand runs, most of them killed: never above the cap but for what is billed beyond its worst case', async () => {
  const folder = temporaryFolder();
  let kills = 0;
  let spentUsd = 0;

  async function spendProject(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const bill = new Bill();
    let capUsd = 0.5;
    for (let run = 1; run <= RUNS_EACH; run += 1) {
      const { tables, close } = openTables(join(folder, `${seed}.db`));
      const { budget, store, commits } = tables;
      // Now and then a person raises the cap, or looks at the bill and settles what kills have left.
      if (random() < 0.7) capUsd += random();
      if (random() < 0.3)
        budget.settleLeftBehind(
          Math.min(budget.leftBehind().usd, bill.billedUsd - budget.spend().settledUsd),
        );
      const isLast = run === RUNS_EACH;
      let eventsLeft = isLast || random() < 0.2 ? Number.POSITIVE_INFINITY : Math.floor(random() * 30);
      const killed = Promise.withResolvers<void>();
      const pass = () => {
        eventsLeft -= 1;
        if (eventsLeft < 0) killed.resolve();
        // A killed process does nothing more: this worker never goes on.
        return eventsLeft < 0 ? new Promise<never>(() => undefined) : undefined;
      };
      const purse = createRunBudget(store, run as RunId, () => capUsd).of('captioner');
      const spending = spendRandomly(
        {
          capped: true,
          reserve: async (usd) => {
            await pass();
            const reservation = await purse.reserve(usd);
            await pass();
            return { settle: (actual) => (eventsLeft < 0 ? undefined : reservation.settle(actual)) };
          },
        },
        random,
        (sent) => bill.send(sent, capUsd),
        () => void pass(),
      );
      if ((await Promise.race([spending, killed.promise.then(() => 'killed')])) === 'killed') kills += 1;
      else await commits.committed();
      // Closing rolls the open group back: that is what a kill leaves.
      close();
    }
    spentUsd += bill.billedUsd;
  }

  await Promise.all(Array.from({ length: PROJECTS }, (_, index) => spendProject(index + 1)));
  expect(kills).toBeGreaterThan(500);
  expect(spentUsd).toBeGreaterThan(PROJECTS);
}, 60_000);

const KILLED_PROJECTS = 4;
const KILLS_EACH = 5;

it('[RUN7] and so with processes that are really killed, twenty times', async () => {
  async function killSpenders(project: number): Promise<void> {
    const made = temporaryProject();
    await made.close();
    const random = seededRandom(project);
    const bill = new Bill();
    for (let kill = 0; kill < KILLS_EACH; kill += 1) {
      const capUsd = 1 + kill / 2;
      const child = start('killed-spender.ts', made.path, String(capUsd), String(100 * project + kill));
      let lines = 1 + Math.floor(random() * 25);
      for await (const line of createInterface({ input: child.stdout })) {
        // What had left before the kill came is billed, too.
        if (line !== 'refused') {
          const [worstUsd = 0, billedUsd = 0] = line.split(' ').map(Number);
          bill.send({ worstUsd, billedUsd }, capUsd);
        }
        lines -= 1;
        if (lines === 0 || line === 'refused') child.kill('SIGKILL');
      }
    }
    const store = openProject(made.path);
    const { settledUsd, reservedUsd } = store.spend();
    expect(store.budget.leftBehind().usd).toBeCloseTo(reservedUsd);
    expect(settledUsd + reservedUsd + bill.excessUsd).toBeGreaterThanOrEqual(bill.billedUsd - 1e-8);
    expect(bill.billedUsd).toBeGreaterThan(0.5);
    await store.close();
  }
  await Promise.all(Array.from({ length: KILLED_PROJECTS }, (_, index) => killSpenders(index + 1)));
}, 60_000);

function start(script: string, ...args: string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing', script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}
