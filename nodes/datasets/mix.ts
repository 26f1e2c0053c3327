import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { defineNode } from '../../core/define-node.ts';
import type { JobContext } from '../../core/node-context.ts';
import { createUniqueNames } from '../compact-set.ts';
import { param } from '../param.ts';
import { counted } from './export-part.ts';
import { createAudit, type MixAudit } from './mix/audit.ts';
import { type Part, planMix } from './mix/plan-mix.ts';
import { swapped } from './mix/swap-record.ts';

/** More names than this are not held in memory to find the first ones. */
const MOST_BY_NAME = 200_000;

const weight = (label: string) =>
  param(z.number().min(0).max(100).multipleOf(0.01).default(1), {
    label,
    help: '0.25 takes a quarter of the records, 3 takes each three times. What is held out comes once.',
    unit: '×',
    card: true,
  });

const params = z.object({
  title: param(z.string().max(200).default('Mix'), { label: 'Name' }),
  firstWeight: weight('First, how often'),
  secondWeight: weight('Second, how often'),
  seed: param(z.int().min(0).max(2_147_483_647).default(42), {
    label: 'Seed',
    help: 'Another seed takes other records where a weight is no whole number.',
  }),
  match: param(z.enum(['image', 'id', 'name']).default('image'), {
    label: 'Captions belong to',
    help: 'Records of the same image or with the same id get another reply. In the order of file names whole records are exchanged, the first for the first, whatever they show.',
    options: { image: 'The same image', id: 'The same id', name: 'The order of file names' },
    section: 'Captions that replace others',
    card: true,
  }),
  limit: param(z.int().min(0).max(MOST_BY_NAME).default(0), {
    label: 'At most',
    help: 'Only the first so many captions in the order of their file names; 0 takes all.',
    section: 'Captions that replace others',
    card: true,
  }),
  shortest: param(z.int().min(1).max(100_000).default(1), {
    label: 'Replies from',
    unit: 'characters',
    help: 'Only records with one question and one reply about one image are touched, and only replies of at least this length.',
    section: 'Captions that replace others',
  }),
  question: param(z.enum(['theirs', 'ours']).default('theirs'), {
    label: 'Question',
    options: { theirs: 'Comes with the caption', ours: 'Stays as it was' },
    widget: 'segmented',
    section: 'Captions that replace others',
  }),
});

type Params = z.output<typeof params>;

/** Puts datasets together, gives them weights, and exchanges replies for another dataset's captions. */
export const mix = defineNode.job({
  type: 'datasets.mix',
  version: 1,
  title: 'Mix datasets',
  summary: 'Puts datasets together with weights, and replaces their captions by better ones.',
  icon: 'combine',
  synonyms: ['concatenate', 'merge', 'swap', 'replace', 'weight', 'sample', 'union', 'sft'],
  inputs: {
    first: { type: 'dataset' },
    second: { type: 'dataset', required: false },
    captions: { type: 'dataset', required: false },
  },
  outputs: { mixed: { type: 'dataset' } },
  params,
  check: ({ match, limit }) =>
    match === 'name' && limit === 0
      ? [
          {
            param: 'limit',
            message: 'In the order of file names it has to be said how many are exchanged.',
            remedy: 'Enter how many, or let captions belong to the same image.',
          },
        ]
      : [],
  async run({ first = [], second = [], captions = [] }, params, context) {
    const parts: readonly Part[] = [
      { datasets: first, weight: params.firstWeight },
      { datasets: second, weight: params.secondWeight },
    ];
    const plan = await planMix(parts, captions, params, context.frozen);
    const audit = createAudit(plan.swap);
    const total = plan.parts.reduce((sum, part) => sum + part.taken, 0);
    const summary = [
      counted(total, 'record'),
      captions.length > 0 && `captions replaced in ${plan.swap.swapped.toLocaleString('en')}`,
    ].filter(Boolean);
    for (const line of audit.lines(captions.length > 0)) context.log('info', line);
    return {
      summary: summary.join(', '),
      artifact: {
        kind: 'dataset',
        title: params.title,
        records: mixed(plan, captions, params, context, audit, total),
        card: audit.card,
      },
    };
  },
});

/** The mix in its order: the first port's walks, then the second's. */
async function* mixed(
  plan: Awaited<ReturnType<typeof planMix>>,
  captions: readonly Artifact[],
  { seed, question }: Params,
  { frozen, progress, signal, log }: JobContext,
  audit: MixAudit,
  total: number,
): AsyncGenerator<DatasetRecord> {
  const unique = createUniqueNames();
  audit.begin();
  let done = 0;
  for (const [number, part] of plan.parts.entries())
    for await (const { record, position } of part.records(seed + number)) {
      signal.throwIfAborted();
      const place = plan.swap.captionFor(record, position);
      const caption = place === undefined ? undefined : await captionAt(captions, place, frozen);
      const after = caption === undefined ? record : swapped(record, caption, plan.match, question);
      const split = plan.isHeldOut(after) ? 'held-out' : after.split;
      const result = { ...after, id: unique(after.id), ...(split !== undefined && { split }) };
      audit.taken(number, record, result, caption !== undefined);
      done += 1;
      if (done % 100 === 0 || done === total) progress(done, total);
      yield result;
    }
  for (const line of audit.exampleLines()) log('info', line);
}

/** Places go on from one dataset to the next. */
async function captionAt(
  captions: readonly Artifact[],
  place: number,
  frozen: JobContext['frozen'],
): Promise<DatasetRecord | undefined> {
  let from = place;
  for (const dataset of captions) {
    if (from < dataset.count) return frozen.at(dataset, from);
    from -= dataset.count;
  }
  return undefined;
}
