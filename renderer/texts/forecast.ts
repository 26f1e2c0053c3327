import type { Compared } from '../../core/forecast.ts';
import { formatCap, formatCount, formatMoney, formatOf } from '../format.ts';

/** Names of a forecast's numbers. */
export const FIGURE_NAMES = {
  captions: 'Kept at the end',
  rejectedRate: 'Rejected by a node',
  failedRate: 'Failed',
  seconds: 'Time',
  costUsd: 'Cost',
  promptTokens: 'Prompt tokens',
  completionTokens: 'Completion tokens',
  projectBytes: 'Project file grows by',
  cacheBytes: 'Thumbnails grow by',
} as const satisfies Record<Compared, string> & Record<string, string>;

/** Texts of forecasts and of where the money is. */
export const FORECAST_TEXTS = {
  title: 'Forecast',
  description:
    'Some samples are tried first, from every folder its share. From them follows what all of them will take. What the trial makes is reused by the run.',
  samples: 'Samples to try',
  samplesHelp: 'More samples, narrower ranges',
  samplesInvalid: 'A whole number from 1 to 20,000',
  spend: 'Spend at most',
  spendHelp: 'For the trial alone; empty leaves it to the project’s cap',
  spendInvalid: 'An amount in US dollars, or nothing',
  tryOut: (count: number) => `Try ${formatOf(count, 'sample', 'samples')}`,
  trying: (done: number, all: number) => `Tried ${formatCount(done)} of ${formatCount(all)}`,
  spentSoFar: (usd: number) => `${formatMoney(usd)} spent on it`,
  stop: 'Stop the trial',
  resume: 'Go on',
  stopped: 'The trial was stopped before its end, so there is no forecast. What it made is kept and reused.',
  failed: 'The trial ended early',
  busy: 'A run is under way. A trial can start when it has ended.',
  soFar: 'Forecast from its samples so far',
  soFarAgain: 'Work it out again',
  tooEarly: 'No sample is through yet',
  tryMore: 'Try more…',
  runAll: 'Run all',
  runAllCapped: (usd: number) => `Run all with a cap of ${formatCap(usd)}`,
  capTooLow: (cap: number, high: number) =>
    `The cap of ${formatCap(cap)} may pause the run: ${formatMoney(high)} may be needed in all.`,
  basis: (tried: number, samples: number) =>
    `From ${formatCount(tried)} of ${formatOf(samples, 'sample', 'samples')}`,
  basisSpent: (usd: number) => `the trial cost ${formatMoney(usd)}`,
  stillToCome: 'What a run of everything still takes',
  columns: { what: 'What', about: 'About', range: '95% range' },
  nodeColumns: ['Node', 'In', 'Rejected', 'Failed', 'Cost', 'Time'],
  nodes: 'By node',
  assumes: 'What this takes for granted',
  between: (low: string, high: string) => `${low} – ${high}`,
  exactly: 'Exactly',
  noSpread: 'All the same so far',
  closeTo: (value: string) => `Close to ${value}`,
  tooFew: 'Too few to say',
  notKnown: 'Not known',
  underASecond: 'under 1 s',
  reasons: 'Why samples were rejected in the trial',
  noReasons: 'None was rejected in the trial',
  tokens: (prompt: string, completion: string) => `${prompt} prompt and ${completion} completion tokens`,
  known: (count: string) => `${count} known already, which cost nothing again`,
  tried: (count: number) => `${formatOf(count, 'sample', 'samples')} of the trial came here`,
  details: (title: string) => `Details of ${title}`,
  report: 'Forecast against fact',
  reportColumns: { forecast: 'Forecast', actual: 'Came to' },
  inside: 'Inside the range',
  outside: 'Outside the range',
  notComparable: 'The run did not end by itself, so it did not do what was forecast.',
  noReport: 'No forecast was made before this run',

  budget: {
    leftBehind: 'Left behind by a kill',
    leftBehindHelp: (count: number) =>
      `${formatOf(count, 'request was', 'requests were')} under way when a run was cut off. They count in full until you say what the provider billed for them.`,
    settle: 'Settle',
    settleFor: 'Billed for them',
    byNode: 'By node',
    earlier: 'Earlier versions',
    nodeSpend: (spent: string, reserved: string | undefined) =>
      reserved === undefined ? spent : `${spent} + ${reserved} reserved`,
  },
} as const;
