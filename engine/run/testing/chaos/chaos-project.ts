import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChaosProject, runEngine } from './engine-life.ts';

/** US dollars per million tokens, in and out. */
export const PRICE = { in: 1000, out: 2000 };
export const EXPORTS = ['captions.jsonl', 'captions.csv'] as const;
export const ENDPOINT_NODE = 'captioner';

/*
 *  images ─▶ near ─▶ prompt ─▶ captioner ──────▶ refusal ─▶ length ─▶ same ─▶ dataset ─▶ jsonl
 *                              └ rejected ─▶ local ───────────────────────────▲      └──▶ csv
 */
function chaosFlow(pictures: string, folder: string): object {
  const nodes = [
    node('images', 'sources.folder', { folder: pictures }),
    node('near', 'filters.near-duplicates', {}),
    node('prompt', 'prompts.text', { text: 'Describe the picture called {{image.name}}.' }),
    node(ENDPOINT_NODE, 'captioners.endpoint', { endpoint: 'test', concurrency: 6 }),
    node('refusal', 'filters.refusal', {}),
    node('length', 'filters.length', { minimum: 20 }),
    node('same', 'filters.same-caption', {}),
    node('local', 'captioners.local', { model: 'starter' }),
    node('dataset', 'datasets.dataset', {}),
    node('jsonl', 'datasets.export-jsonl', { path: join(folder, EXPORTS[0]) }),
    node('csv', 'datasets.export-csv', { path: join(folder, EXPORTS[1]) }),
  ];
  const wires = [
    wire('images.images', 'near.image'),
    wire('near.kept', 'prompt.image'),
    wire('prompt.prompted', 'captioner.image'),
    wire('captioner.caption', 'refusal.caption'),
    wire('captioner.rejected', 'local.image'),
    wire('refusal.kept', 'length.caption'),
    wire('length.kept', 'same.caption'),
    wire('same.kept', 'dataset.captions'),
    wire('local.caption', 'dataset.captions'),
    wire('dataset.dataset', 'jsonl.dataset'),
    wire('dataset.dataset', 'csv.dataset'),
  ];
  return { format: 1, nodes, wires, notes: [], frames: [], usedIds: {} };
}

function node(id: string, type: string, params: object) {
  return { id, type, version: 1, position: { x: 0, y: 0 }, params };
}

function wire(from: string, to: string) {
  const end = (text: string) => {
    const [id, port] = text.split('.');
    return { node: id, port };
  };
  return { from: end(from), to: end(to) };
}

/** Makes `chaos.ekp` with its flow in a new folder. */
export async function createChaosProject(
  folder: string,
  pictures: string,
  url: string,
): Promise<ChaosProject> {
  mkdirSync(folder, { recursive: true });
  const flow = join(folder, 'flow.json');
  writeFileSync(flow, JSON.stringify(chaosFlow(pictures, folder)));
  const environment = {
    EKPHRASIS_DATA: join(folder, 'data'),
    EKPHRASIS_ENDPOINT_TEST: `${url}|test-model|${PRICE.in}|${PRICE.out}`,
  };
  const project = { folder, environment };
  const made = await runEngine(project, ['new', 'chaos.ekp', '--template', flow]);
  if (made.code !== 0) throw new Error(`The project could not be made: ${made.err}`);
  return project;
}
