import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainEvent } from '../core/training/train-event.ts';
import { eventsOf } from './training-jobs.ts';

/*
 * A process that writes a job's events as the trainer does, one step every 100 ms, and does what it is told by the files of
 * `core/training/train-control.ts`. It trains nothing: what it is for is the screen. Before its last steps it waits to be told something.
 *
 * node e2e/writing-trainer.ts <folder of the job> <steps that are done> <steps in all>
 */
const [folder = '', done = '0', steps = '0'] = process.argv.slice(2);
const file = join(folder, 'events.jsonl');
const all = eventsOf({ done: Number(steps), steps: Number(steps), checkpointEvery: 1_000_000 });
const upcoming = all.filter(
  (event) => event.kind === 'step' && event.step > Number(done) && event.step < Number(steps) * 0.9,
);

function write(event: TrainEvent): void {
  appendFileSync(file, `${JSON.stringify(event)}\n`);
}

/** Whether the file was there; it is taken away. */
function told(name: string): boolean {
  const path = join(folder, name);
  if (!existsSync(path)) return false;
  rmSync(path);
  return true;
}

function checkpoint(step: number): void {
  write({ kind: 'state', at: Date.now(), state: 'saving' });
  write({
    kind: 'checkpoint',
    at: Date.now(),
    step,
    path: join(folder, `checkpoints/${step}`),
    bytes: 412_000_000,
    best: false,
  });
}

// Told by the file as well: the signal alone must not end it before its checkpoint.
process.on('SIGTERM', () => undefined);
let step = Number(done);
const timer = setInterval(() => {
  const event = upcoming.shift();
  if (event?.kind === 'step') {
    step = event.step;
    write({ ...event, at: Date.now() });
  }
  if (told('save-now')) {
    checkpoint(step);
    write({ kind: 'state', at: Date.now(), state: 'training' });
  }
  if (told('stop-now')) {
    // The step under way is ended first: it is never the one that a checkpoint was just wished for.
    checkpoint(step + 1);
    write({ kind: 'state', at: Date.now(), state: 'stopped' });
    clearInterval(timer);
  }
}, 100);
