import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProjectEvent } from '../../core/contract/project.ts';
import type { SamplePath } from '../../core/sample-path.ts';
import { type TestingHistory, testingHistory } from '../session/testing-history.ts';

let project: TestingHistory;
beforeEach(async () => {
  project = await testingHistory(3);
});
afterEach(() => project.close());

const outcomes = ({ steps }: SamplePath) =>
  steps.flatMap(({ node, passes }) =>
    passes.map(({ outcome, detail }) => [node, outcome, detail].filter(Boolean).join(' ')),
  );

async function preview(): Promise<SamplePath> {
  let path: SamplePath | undefined;
  for await (const next of await project.client.preview.follow()) path = next;
  if (path === undefined) throw new Error('nothing was said');
  return path;
}

it('[SEE3] [SEE5] [SEE6] real pictures and a real endpoint: followed, pinned, and asked about for money', async () => {
  const { client, endpoint } = project;
  await project.run();
  const [tile] = (await client.image.list({})).tiles;
  if (tile === undefined) throw new Error('no picture');
  expect(outcomes(await client.preview.trace({ image: tile.hash }))).toEqual([
    'images kept',
    'prompt kept',
    'captioner kept',
    'filter kept',
    'dataset gathered',
  ]);

  const events = await client.project.watch();
  expect(await client.preview.pin({ image: tile.hash })).toMatchObject({ path: tile.path, askPaid: false });
  for await (const event of events) if (isPinOf(event, tile.hash)) break;

  // Known results are there at once, and a filter judges them anew.
  const asked = endpoint.log.length;
  await project.setParams('filter', { minimum: 100_000, maximum: 0 });
  expect(outcomes(await preview()).at(-1)).toMatch(/^filter rejected \d+ characters, at least 100000$/);
  await project.setParams('prompt', { text: 'Count the colours.' });
  const unasked = (await preview()).steps.find(({ node }) => node === 'captioner')?.passes[0];
  expect(unasked?.outcome).toBe('unasked');
  expect(unasked?.price?.aboutUsd).toBeGreaterThan(0);
  expect(endpoint.log).toHaveLength(asked);

  const path = await client.preview.ask({ node: 'captioner' });
  expect(outcomes(path)).toContain('captioner kept');
  expect(endpoint.log).toHaveLength(asked + 1);
  await project.setParams('filter', { minimum: 1 });
  await project.run();
  expect(endpoint.log, 'the run takes the reply over').toHaveLength(asked + 3);
});

function isPinOf(event: ProjectEvent, image: string): boolean {
  return event.kind === 'pin' && event.pin?.image === image;
}
