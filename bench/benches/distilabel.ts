import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defineBench } from '../define-bench.ts';
import { replayFlow, SyntheticProject } from '../flow/synthetic-project.ts';
import { syntheticCaption, syntheticImage, syntheticPath } from '../flow/synthetic-records.ts';
import { distilabelPython, ensureDistilabel } from '../peers/install-distilabel.ts';

const PROGRAM = fileURLToPath(new URL('../peers/distilabel_flow.py', import.meta.url));
/** Rows a batch: its default is 50, with which it is slower. */
const BATCH = 1000;

/** The same steps on the same records by a program that many use for this today; it stores nothing until the end. */
export const bench = defineBench({
  name: 'distilabel',
  title: 'The flow of 200,000 samples, against distilabel 1.5',
  sizes: { full: { samples: 200_000 }, quick: { samples: 500 } },
  // The peer alone takes most of a minute.
  rounds: 3,
  unavailable: (call) =>
    call.quick ? Promise.resolve('Quick runs start no Python.') : ensureDistilabel(call),
  async prepare({ size, shared }) {
    const file = openSync(records(shared), 'w');
    for (let index = 0; index < size.samples; index += 1) {
      const { hash, width, height } = syntheticImage(index);
      const path = syntheticPath(index);
      const record = { key: path, path, hash, width, height, existing: syntheticCaption(index) };
      writeSync(file, `${JSON.stringify(record)}\n`);
    }
    closeSync(file);
  },
  parts: {
    async ours({ size, folder }) {
      const project = new SyntheticProject(join(folder, 'flow.ekp'), replayFlow(size.samples));
      const started = performance.now();
      await project.run();
      await project.store.close();
      return { rowsPerSecond: size.samples / ((performance.now() - started) / 1000) };
    },
    async peer({ size, folder, shared, peers }) {
      const { stdout } = await promisify(execFile)(
        distilabelPython(peers),
        [PROGRAM, records(shared), join(folder, 'cache'), String(BATCH)],
        { env: { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: join(folder, 'home') }, maxBuffer: 2 ** 26 },
      );
      const { seconds, rows }: { seconds: number; rows: number } = JSON.parse(
        stdout.trim().split('\n').at(-1) ?? '',
      );
      return { rowsPerSecond: size.samples / seconds, rows };
    },
  },
  figures: [
    {
      name: 'ratio',
      title: 'the 200k flow, everything persisted',
      against:
        'distilabel 1.5.3, the same steps on the same records, batches of 1,000, nothing persisted a row',
      unit: '×',
      better: 'higher',
      target: 4,
      aim: 8,
      of: ({ ours, peer }) => ours.rowsPerSecond / peer.rowsPerSecond,
    },
    {
      name: 'peer-rows-per-second',
      title: 'distilabel’s samples a second',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ peer }) => peer.rowsPerSecond,
    },
  ],
});

const records = (shared: string) => join(shared, 'records.jsonl');
