import { formatOf } from '../format.ts';

/** Texts of the tables of sweeps. */
export const SWEEP_TEXTS = {
  title: 'Sweeps',
  open: (title: string) => `Open the sweep ${title}`,
  back: 'All jobs',
  runs: (done: number, all: number) =>
    done === all ? formatOf(all, 'run', 'runs') : `${done} of ${formatOf(all, 'run', 'runs')}`,
  failed: (count: number) => `${count} failed`,
  live: 'Under way',
  gone: 'This sweep is not there any more. Its folder was removed.',
  byRun: (id: number) => `run #${id}`,
  view: 'Rows',
  views: { runs: 'Each run', means: 'Mean over seeds' },
  meansHint: 'Mean ± standard deviation of the runs that differ by their seed alone',
  results: 'Results',
  state: 'State',
  states: {
    waiting: 'Waiting',
    training: 'Training',
    measuring: 'Measuring',
    done: 'Done',
    failed: 'Failed',
  },
  figures: {
    loss: 'Loss',
    heldOutLoss: 'Held out',
    agreement: 'Agreement',
    seconds: 'Training time',
  } as Readonly<Record<string, string>>,
  figureHints: {
    heldOutLoss: 'Loss on held-out records',
    agreement: 'Share of telling words that its captions have in common with the held-out ones',
    seconds: 'Of all its jobs, without waiting',
  } as Readonly<Record<string, string>>,
  count: 'Runs',
  sortBy: (name: string) => `Sort by ${name}`,
  best: 'Best of this column',
  openJob: 'Open its job',
  copyCsv: 'Copy as CSV',
  saveCsv: 'Save as CSV',
  copied: 'The table is in the clipboard',
  notCopied: 'The clipboard cannot be used here',
  none: '–',
};
