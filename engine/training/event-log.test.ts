import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EventLog } from './event-log.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'events-'));
  file = path.join(folder, 'events.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const saved = (step: number) => ({ kind: 'checkpoint-removed', at: step, path: `checkpoint-${step}` });
const line = (step: number) => `${JSON.stringify(saved(step))}\n`;

async function read(log: EventLog): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const some of log.read()) events.push(...some.map(({ event }) => event));
  return events;
}

it('a file that is not there has no events, and may come later', async () => {
  const log = new EventLog(file);
  expect(await read(log)).toEqual([]);
  writeFileSync(file, line(1));
  expect(await read(log)).toEqual([saved(1)]);
  expect(await read(log)).toEqual([]);
});

it('[JOB2] a torn line, a kind of a newer trainer, and nonsense are left out; a cut last line waits for its end', async () => {
  const log = new EventLog(file);
  writeFileSync(
    file,
    `${line(1)}{"kind":"checkpoi\n{"kind":"telepathy","at":1}\n\n[]\n${line(2).slice(0, 20)}`,
  );
  expect(await read(log)).toEqual([saved(1)]);
  expect(log.leftOut).toBe(3);
  appendFileSync(file, line(2).slice(20));
  expect(await read(log)).toEqual([saved(2)]);
});

it('[JOB2] a line without an end is not gathered for ever', async () => {
  const log = new EventLog(file);
  writeFileSync(file, `{"kind":"warning","message":"${'x'.repeat(9 * 2 ** 20)}`);
  expect(await read(log)).toEqual([]);
  appendFileSync(file, `"}\n${line(3)}`);
  expect(await read(log)).toEqual([saved(3)]);
});

it('a file that became shorter is read from its start', async () => {
  const log = new EventLog(file);
  writeFileSync(file, line(1) + line(2));
  await read(log);
  writeFileSync(file, line(7));
  expect(await read(log)).toEqual([saved(7)]);
  expect(log.starts).toBe(1);
});

it('says where each line begins, whatever the pieces in which it was written', async () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(pieces, async (sizes) => {
      const text = Array.from({ length: 8 }, (_, step) => line(step)).join('');
      writeFileSync(file, '');
      const log = new EventLog(file);
      const places: number[] = [];
      let written = 0;
      for (const size of [...sizes, text.length]) {
        appendFileSync(file, text.slice(written, written + size));
        written = Math.min(text.length, written + size);
        for await (const some of log.read()) places.push(...some.map(({ at }) => at));
      }
      expect(places).toEqual(Array.from({ length: 8 }, (_, step) => step * line(1).length));
    }),
    { numRuns: 30 },
  );
});
