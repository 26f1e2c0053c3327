import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SampleId } from '../../core/ids.ts';
import type { OutcomeRecord } from '../../core/run.ts';
import type { PathPass, PathStep, SamplePath } from '../../core/sample-path.ts';
import { filterSamples } from './filter-samples.ts';
import { mergeSteps } from './merge-steps.ts';
import { sayPass, tellingPass } from './say-pass.ts';

const pass = (outcome: PathPass['outcome'], more: Partial<PathPass> = {}): PathPass => ({
  sample: 'a' as SampleId,
  outcome,
  reused: false,
  changed: [],
  ...more,
});
const says = (one: PathPass, ofRun = true) => {
  const { title, text } = sayPass(one, ofRun);
  return [title, text].filter(Boolean).join(' | ');
};

describe('a pass in words', () => {
  it('[SEE3] says what was given, why it was rejected, and what is wrong and what to do', () => {
    const caption = { text: 'A dog.', model: 'm', finishReason: 'stop' } as const;
    expect([
      says(pass('kept')),
      says(pass('kept', { changed: ['caption'], caption })),
      // A caption that only came along is not this node's.
      says(pass('kept', { caption })),
      says(pass('rejected', { reason: 'too short', detail: '6 characters, at least 40' })),
      says(pass('rejected', { reason: 'skipped' })),
      says(
        pass('failed', {
          error: { code: 'ENDPOINT_AUTH', message: 'No key.', remedy: 'Enter one.', attempts: 1 },
        }),
      ),
    ]).toEqual([
      'Kept',
      'Caption | A dog.',
      'Kept',
      'Rejected: too short | 6 characters, at least 40',
      'Put aside by you',
      'Failed | No key. Enter one.',
    ]);
  });

  it('[SEE4] says what is not known, and tells what was from what would be', () => {
    expect([
      says(pass('unknown', { gap: 'not-reached' })),
      says(pass('unknown', { gap: 'needs-all' })),
      says(pass('gathered')),
      says(pass('gathered'), false),
      says(pass('kept', { amongAll: true })),
      says(pass('kept', { amongAll: true }), false),
      says(pass('unasked', { price: {} }), false),
      says(pass('unasked', { price: {}, waitsForRun: true }), false),
    ]).toEqual([
      'Not known | This sample has not reached it yet.',
      'Not known | Its verdict waits for all samples.',
      'Collected',
      'Would go into it',
      'Kept',
      'Passes | The verdict among all samples is given in a run.',
      'Not asked | Asking costs money.',
      'Not asked | A run is under way; it asks when that is over.',
    ]);
  });

  it('[SEE3] of several records the one that went wrong is told', () => {
    expect(tellingPass([pass('kept'), pass('rejected'), pass('failed')])?.outcome).toBe('failed');
    expect(tellingPass([pass('gathered'), pass('kept'), pass('rejected')])?.outcome).toBe('rejected');
    expect(tellingPass([])).toBeUndefined();
  });
});

describe('steps of a preview', () => {
  const step = (node: string, ...passes: PathPass[]): PathStep => ({ node, passes });
  const path = (busy: boolean, ...steps: PathStep[]): SamplePath => ({
    path: '',
    flowRevision: 1,
    found: true,
    steps,
    wires: [],
    busy,
  });

  it('[SEE5] stay while more is to come, and go when all is said', () => {
    const before = new Map([['filter', step('filter', pass('kept'))]]);
    expect(mergeSteps(before, path(true, step('filter'))).get('filter')).toBe(before.get('filter'));
    expect(mergeSteps(before, path(false, step('filter'))).get('filter')?.passes).toEqual([]);
    expect([...mergeSteps(before, path(true, step('other'))).keys()]).toEqual(['other']);
  });

  it('[SEE5] are the same objects where nothing changed, so that no card is drawn for nothing', () => {
    const outcome = fc.constantFrom<PathPass['outcome']>('kept', 'rejected', 'failed', 'asking');
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 4 }), fc.boolean(), (outcomes, busy) => {
        const make = () => outcomes.map((one, index) => step(`n${index}`, pass(one)));
        const first = mergeSteps(new Map(), path(busy, ...make()));
        const second = mergeSteps(first, path(busy, ...make()));
        for (const [node, one] of second) expect(one).toBe(first.get(node));
      }),
    );
  });
});

it('[SEE2] samples are filtered by all words of a text, in caption, path and reason', () => {
  const record = (path: string, text: string, reason?: string) =>
    ({
      sample: { facets: { location: { path }, caption: { text } } },
      ...(reason && { reason }),
    }) as OutcomeRecord;
  const all = [
    record('a/dog.jpg', 'A red kite'),
    record('b.jpg', 'A dog', 'too short'),
    record('c.jpg', 'Boats'),
  ];
  const found = (search: string) => filterSamples(all, search).map((one) => one.sample.facets.location.path);
  expect(found('  ')).toHaveLength(3);
  expect(found('DOG')).toEqual(['a/dog.jpg', 'b.jpg']);
  expect(found('dog short')).toEqual(['b.jpg']);
  expect(found('cat')).toEqual([]);
});
