import { writeFileSync } from 'node:fs';
import type { Flow } from '../core/flow.ts';
import { expect } from './journey.ts';
import { ekphrasis, type ServedApp } from './served-app.ts';

/**
 * Makes `pictures.ekp` in the home folder: a folder's images, one prompt, the endpoint `test`, a length filter and a dataset.
 * `captioner` holds more of the captioner's parameters, `marks` notes and frames. Gives the project's path.
 */
export async function createEndpointProject(
  app: ServedApp,
  folder: string,
  captioner: Readonly<Record<string, unknown>> = {},
  marks: Partial<Pick<Flow, 'notes' | 'frames'>> = {},
): Promise<string> {
  const nodes = [
    node('images', 'sources.folder', 0, { folder }),
    node('prompt', 'prompts.text', 1, { text: 'Describe the image.' }),
    node('captioner', 'captioners.endpoint', 2, { endpoint: 'test', ...captioner }),
    node('filter', 'filters.length', 3, {}),
    node('dataset', 'datasets.dataset', 4, {}),
  ];
  const wires = [
    wire('images.images', 'prompt.image'),
    wire('prompt.prompted', 'captioner.image'),
    wire('captioner.caption', 'filter.caption'),
    wire('filter.kept', 'dataset.captions'),
  ];
  const flow = app.path('flow.json');
  writeFileSync(
    flow,
    JSON.stringify({ format: 1, nodes, wires, notes: [], frames: [], usedIds: {}, ...marks }),
  );
  const project = app.path('pictures.ekp');
  expect(await ekphrasis(app, 'new', project, '--template', flow)).toMatchObject({ code: 0 });
  return project;
}

function node(id: string, type: string, place: number, params: object) {
  const position = { x: (place % 3) * 280, y: Math.floor(place / 3) * 240 };
  return { id, type, version: 1, position, params };
}

function wire(from: string, to: string) {
  const end = (text: string) => {
    const [nodeId, port] = text.split('.');
    return { node: nodeId, port };
  };
  return { from: end(from), to: end(to) };
}
