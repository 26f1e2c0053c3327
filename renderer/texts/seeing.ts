import type { PathPass } from '../../core/sample-path.ts';
import { formatCount, formatMoney, formatOf } from '../format.ts';

/** Texts about looking into a flow: peeking at wires, following a picture, the pinned sample. */
export const SEEING_TEXTS = {
  follow: 'Follow through the flow',
  pin: 'Pin this sample',
  unpin: 'Take the pin away',
  open: 'Open large',

  peek: {
    name: (title: string, port: string) => `Samples of ${title}, ${port}`,
    count: (shown: number, total: number) =>
      total > shown
        ? `${formatCount(shown)} latest of ${formatCount(total)}`
        : formatOf(total, 'sample', 'samples'),
    matching: (found: number, shown: number) => `${formatCount(found)} of ${formatCount(shown)} match`,
    filter: 'Filter by caption or path',
    empty: 'Nothing has gone along this wire yet. A run to the node behind it fills this list.',
    noneMatch: 'None of these has that text.',
    run: 'Run to here',
    all: 'List in the inspector',
    grid: 'Latest samples',
    noCaption: 'No caption yet.',
    refresh: 'New samples come in as they pass.',
  },

  picker: {
    pin: 'Pin a sample',
    follow: 'Follow a picture through the flow',
    pinHelp: 'Every edit is tried on it at once, by the whole flow. Runs and their counts stay as they are.',
    followHelp: 'Shows what the last run did with it, node by node.',
    search: 'Search captions and paths',
    grid: 'Pictures',
    none: 'No picture is known yet. Run the flow, or its first node alone, to find them.',
    noMatch: 'No picture has that text.',
    more: (shown: number, total: number) =>
      `${formatCount(shown)} of ${formatCount(total)} shown; a search finds the others.`,
  },

  pinned: {
    name: 'Pinned sample',
    askPaid: 'Ask paid endpoints',
    askPaidHelp: 'Off: endpoints that cost money are asked by a button on their card only.',
    notFound: 'No source lists it',
    notFoundHelp:
      'The sources of this flow do not list the pinned picture. Change them back, or pin another.',
    change: 'Pin another sample',
    ask: (price: PathPass['price']) =>
      price?.aboutUsd !== undefined
        ? `Caption it, about ${formatMoney(price.aboutUsd)}`
        : price?.atMostUsd !== undefined
          ? `Caption it, at most ${formatMoney(price.atMostUsd)}`
          : 'Caption it',
    more: (count: number) => `and ${formatOf(count, 'more record', 'more records')}`,
    reading: (name: string, says: string) => `Pinned sample ${name}: ${says}`,
  },

  says: {
    kept: 'Kept',
    prompt: 'Prompt',
    caption: 'Caption',
    evidence: 'Found out',
    metadata: 'Noted',
    rejected: (reason: string) => `Rejected: ${reason}`,
    skipped: 'Put aside by you',
    failed: 'Failed',
    asking: 'Captioning',
    unasked: 'Not asked',
    unaskedMoney: 'Asking costs money.',
    unaskedRun: 'A run is under way; it asks when that is over.',
    unknown: 'Not known',
    notReached: 'This sample has not reached it yet.',
    needsAll: 'Its verdict waits for all samples.',
    amongAll: 'Passes',
    amongAllText: 'The verdict among all samples is given in a run.',
    gathered: 'Collected',
    wouldGather: 'Would go into it',
    unsure: 'Worked out: the run had not ended here.',
    reused: 'Reused',
    several: (count: number) => `${formatCount(count)} records`,
  },

  way: {
    name: (picture: string) => `Way of ${picture} through the flow`,
    title: 'Followed sample',
    ofRun: (run: number) => `What run #${run} did with it`,
    ofRunLive: (run: number) => `What run #${run} has done with it so far`,
    ofFlow: 'Nothing has run yet: what the flow would do with it',
    notFound: 'The sources of that run do not list this picture.',
    notFoundHelp: 'Run the flow again to see its present way.',
    loading: 'Working out its way',
    end: 'End following',
    prompt: 'Prompt as sent',
    caption: 'Caption',
    others: (titles: string) => `Did not come to: ${titles}.`,
    absent: (titles: string) => `Not part of that run: ${titles}.`,
    keptTo: (title: string) => `Kept all the way to ${title}.`,
    rejectedBy: (title: string, why: string) => `Rejected by ${title}: ${why}`,
    failedAt: (title: string, why: string) => `Failed at ${title}: ${why}`,
    endedAt: (title: string, says: string) => `${title}: ${says}`,
    record: (number: number) => `Record ${number}`,
    tokens: (prompt: number, completion: number) =>
      `${formatCount(prompt)} + ${formatCount(completion)} tokens`,
    fromRun: (run: number) => `written in run #${run}`,
    showNode: (title: string) => `Show ${title} on the canvas`,
  },

  commands: {
    pin: 'Pin a sample',
    unpin: 'Take the pin away',
    follow: 'Follow a picture through the flow',
    wire: 'Show samples of the wire',
    followShown: { 'light-table': 'Follow the chosen picture', image: 'Follow this picture' },
    pinShown: { 'light-table': 'Pin the chosen picture', image: 'Pin this picture' },
  },

  frame: {
    progress: (done: number, expected: number | undefined, what: string) =>
      expected === undefined
        ? `${formatCount(done)} ${what}`
        : `${formatCount(done)} / ${formatCount(expected)} ${what}`,
  },
} as const;
