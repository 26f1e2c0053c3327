import { formatCount, formatOf } from '../format.ts';

const samples = (count: number) => formatOf(count, 'sample', 'samples');

/** Texts about failed samples and what becomes of them. */
export const FAILURE_TEXTS = {
  failures: {
    details: 'Details',
    retry: 'Retry',
    retryAll: (count: number) => `Retry all ${formatCount(count)}`,
    retryChosen: (count: number) => `Retry these ${formatCount(count)}`,
    skip: 'Skip',
    skipAll: (count: number) => `Skip all ${formatCount(count)}`,
    skipChosen: (count: number) => `Skip these ${formatCount(count)}`,
    unskip: 'Take up again',
    unskipChosen: (count: number) => `Take these ${formatCount(count)} up again`,
    carryOver: 'Keep captions',
    carryOverHint: 'The next run gives these pictures the captions of their former bytes',
    changed: (count: number) =>
      count === 1
        ? 'A picture has changed since it was captioned.'
        : `${formatCount(count)} pictures have changed since they were captioned.`,
    changedHelp: 'Keep the captions of their former bytes, or have them captioned anew.',
    captionAnew: 'Caption anew',
    skipHelp:
      'Skipped samples are left out by every run, and count as rejected, until they are taken up again.',
    putAside: (count: number) => `${formatCount(count)} skipped`,
    skipped: 'Skipped',
    skippedToast: (count: number) => `${samples(count)} skipped. Runs leave them out from now on.`,
    unskippedToast: (count: number) => `${samples(count)} taken up again by the next run.`,
    carriedToast: (count: number) =>
      count === 0
        ? 'No former captions are known for these pictures.'
        : `The next run keeps the captions of ${formatOf(count, 'changed picture', 'changed pictures')}.`,
    undo: 'Undo',
    chooseAll: 'Choose all',
    choose: (name: string) => `Choose ${name}`,
    chosen: (count: number, total: number) =>
      count === 0 ? samples(total) : `${formatCount(count)} of ${formatCount(total)} chosen`,
    more: (left: number) => `Show more (${formatCount(left)})`,
    attempts: (count: number) => formatOf(count, 'attempt', 'attempts'),
    answer: 'What was answered',
    running: 'A run is under way: stop it, or let it end, to retry',
    list: 'Samples',
  },
} as const;
