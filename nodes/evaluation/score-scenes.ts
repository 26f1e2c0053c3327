import { z } from 'zod';
import type { Artifact, DatasetRecord } from '../../core/artifact.ts';
import { defineNode } from '../../core/define-node.ts';
import { isJsonObject } from '../../core/json.ts';
import type { SceneCaption } from '../../core/training/scene-series.ts';
import { param } from '../param.ts';

const params = z.object({
  title: param(z.string().min(1).max(200).default('Captions against the truth'), { label: 'Name' }),
});

/** Says by attribute what of captions of drawn scenes is true. */
export const scoreScenes = defineNode.job({
  type: 'evaluation.score-scenes',
  version: 1,
  title: 'Score drawn scenes',
  summary: 'Says by attribute what of captions is true, for pictures whose contents are known.',
  icon: 'badge-check',
  synonyms: ['ground truth', 'accuracy', 'measure', 'attributes', 'evaluate', 'metric'],
  inputs: { dataset: { type: 'dataset' } },
  outputs: { scores: { type: 'evaluation' } },
  params,
  trainer: () => ({ device: 'cpu', devices: 1 }),
  async run({ dataset = [] }, { title }, { records, study, log }) {
    const count = { scored: 0, others: 0 };
    const scores = await study.scoreScenes(captionsOf(dataset, records, count));
    if (count.others > 0)
      log(
        'warning',
        `${count.others.toLocaleString('en')} records are not of drawn scenes and were left out.`,
      );
    const lines = Object.entries(scores).filter(([, { of }]) => of > 0);
    for (const [name, { share, of }] of lines)
      log('info', `${name.replaceAll('_', ' ')}: ${percent(share)} of ${of.toLocaleString('en')}`);
    const whole = scores.everything?.share ?? 0;
    return {
      summary: `${count.scored.toLocaleString('en')} captions, ${percent(whole)} right in everything`,
      artifact: {
        kind: 'evaluation',
        title,
        records: [],
        card: () => ({ captions: count.scored, leftOut: count.others, scores: Object.fromEntries(lines) }),
      },
    };
  },
});

async function* captionsOf(
  datasets: readonly Artifact[],
  records: (dataset: Artifact) => AsyncIterable<DatasetRecord>,
  count: { scored: number; others: number },
): AsyncGenerator<SceneCaption> {
  for (const dataset of datasets)
    for await (const { metadata, conversations } of records(dataset)) {
      const { scene, truth } = metadata;
      const caption = conversations.findLast(({ from }) => from === 'gpt')?.value;
      if (!isJsonObject(scene) || typeof truth !== 'string' || caption === undefined) {
        count.others += 1;
        continue;
      }
      count.scored += 1;
      // Several captions of one scene are scored one by one.
      yield { id: `${count.scored}`, scene, truth, caption };
    }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
