import { z } from 'zod';
import type { DatasetRecord } from '../../core/artifact.ts';
import { defineNode } from '../../core/define-node.ts';
import type { Member } from '../../core/node-context.ts';
import type { CaptionFacet, Facets } from '../../core/sample.ts';
import { createCompactSet, createUniqueNames, hash52 } from '../compact-set.ts';
import { withoutExtension } from '../file-path.ts';
import { param } from '../param.ts';

/** Marks the place of the picture in a turn. */
const IMAGE_MARK = '<image>';

const params = z.object({
  title: param(z.string().max(200).default('Dataset'), { label: 'Name' }),
  perImage: param(z.enum(['all', 'first']).default('all'), {
    label: 'Captions of an image',
    help: 'First takes one caption of each picture, in the order of the sources; copies of a picture count as one.',
    widget: 'segmented',
    options: { all: 'All', first: 'First' },
    card: true,
  }),
  heldOut: param(z.number().min(0).max(0.9).multipleOf(0.01).default(0), {
    label: 'Held out',
    help: 'Share of the images that is kept for measuring, 0.05 being 5%. Copies of a picture are never on both sides.',
    widget: 'slider',
    card: true,
  }),
  seed: param(z.int().min(0).max(2_147_483_647).default(42), {
    label: 'Seed',
    help: 'Another seed holds out other images.',
  }),
  question: param(z.string().max(2000).default('Describe this image in detail.'), {
    label: 'Question where there is none',
    help: 'The human turn of captions that came without a prompt.',
    section: 'Records',
  }),
  imageMark: param(z.enum(['before', 'after']).default('before'), {
    label: `Place of ${IMAGE_MARK}`,
    widget: 'segmented',
    options: { before: 'Before the question', after: 'After it' },
    section: 'Records',
  }),
  onFailures: param(z.enum(['go-on', 'stop']).default('go-on'), {
    label: 'When samples have failed',
    help: 'Go on makes the dataset without them; they can be retried later.',
    widget: 'segmented',
    options: { 'go-on': 'Go on', stop: 'Stop' },
    section: 'Records',
  }),
});

type Params = z.output<typeof params>;

/** Freezes captions as a dataset: one conversation a caption. */
export const dataset = defineNode.collect({
  type: 'datasets.dataset',
  version: 1,
  title: 'Dataset',
  summary: 'Freezes all captions as a dataset that can be exported and trained on.',
  icon: 'database',
  synonyms: ['collect', 'records', 'split', 'held-out', 'data set'],
  inputs: { captions: { type: 'caption', label: 'caption' } },
  outputs: { dataset: { type: 'dataset' } },
  params,
  reads: ['image', 'location', 'metadata'],
  mayRead: ['caption', 'prompt'],
  onFailures: ({ onFailures }) => onFailures,
  run: (members, params) => {
    const count = { records: 0, heldOut: 0, leftOut: 0, characters: 0 };
    return {
      kind: 'dataset',
      title: params.title,
      records: records(() => members.samples(), params, count),
      card: () => ({
        records: count.records,
        heldOut: count.heldOut,
        furtherCaptionsLeftOut: count.leftOut,
        meanCharacters: count.records === 0 ? 0 : Math.round(count.characters / count.records),
      }),
    };
  },
});

interface Counts {
  records: number;
  heldOut: number;
  leftOut: number;
  characters: number;
}

type RecordFacets = Pick<Facets, 'image' | 'location' | 'metadata'> &
  Partial<Pick<Facets, 'caption' | 'prompt'>>;

/** Every walk starts the counts anew, so that an engine that looks twice does not count twice. */
function records(
  samples: () => Iterable<Member<RecordFacets>>,
  params: Params,
  count: Counts,
): Iterable<DatasetRecord> {
  return {
    *[Symbol.iterator]() {
      const uniqueId = createUniqueNames();
      const taken = createCompactSet();
      Object.assign(count, { records: 0, heldOut: 0, leftOut: 0, characters: 0 });
      for (const { facets } of samples()) {
        const { caption } = facets;
        if (!caption) continue;
        if (params.perImage === 'first' && !taken.add(facets.image.hash)) {
          count.leftOut += 1;
          continue;
        }
        const record = toRecord(facets, caption, params, uniqueId);
        count.records += 1;
        count.heldOut += record.split === 'held-out' ? 1 : 0;
        count.characters += caption.text.length;
        yield record;
      }
    },
  };
}

function toRecord(
  { image, location, prompt, metadata }: RecordFacets,
  caption: CaptionFacet,
  params: Params,
  uniqueId: (id: string) => string,
): DatasetRecord {
  const question = prompt?.question || params.question;
  return {
    // a record that had an id keeps it, so that a cleaned file can be held against the one that it came from
    id: uniqueId(
      typeof metadata.id === 'string' && metadata.id !== '' ? metadata.id : withoutExtension(location.path),
    ),
    images: [
      {
        hash: image.hash,
        root: location.root,
        path: location.path,
        width: image.width,
        height: image.height,
      },
    ],
    conversations: [
      {
        from: 'human',
        value: params.imageMark === 'before' ? `${IMAGE_MARK}\n${question}` : `${question}\n${IMAGE_MARK}`,
      },
      { from: 'gpt', value: caption.text },
    ],
    caption: caption.id,
    model: caption.model,
    split: isHeldOut(image.hash, params) ? 'held-out' : 'train',
    metadata,
  };
}

/** By the picture's bytes, so that its copies fall on one side; the seed moves which pictures those are. */
function isHeldOut(hash: string, { heldOut, seed }: Params): boolean {
  return hash52(`${seed}:${hash}`, 0) < heldOut * 2 ** 52;
}
