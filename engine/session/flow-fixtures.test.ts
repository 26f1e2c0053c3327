import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FLOW_FORMAT, type Flow } from '../../core/flow.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { validateGraph } from '../../core/validate-flow.ts';
import { temporaries } from '../store/temporary-project.ts';
import { createNodeLibrary } from './node-library.ts';
import { readFlowFile } from './read-flow-file.ts';
import { upgradeFlow } from './upgrade-flow.ts';

const { temporaryFolder } = temporaries(onTestFinished);
const FOLDER = join(import.meta.dirname, 'flow-fixtures');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const library = createNodeLibrary();

async function open(path: string): Promise<Flow> {
  const read = await readFlowFile(path);
  if ('problems' in read) throw new Error(read.problems.map(({ message }) => message).join(' '));
  return read.flow;
}

it.each(FILES)(
  '[HIST14] %s opens, with every node, wire and setting in the form of this version',
  async (name) => {
    const old = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Flow;
    const flow = upgradeFlow(await open(join(FOLDER, name)), library.types);
    expect(flow.nodes.map(({ id, type }) => [id, type])).toEqual(old.nodes.map(({ id, type }) => [id, type]));
    expect(flow.wires).toEqual(old.wires);
    expect(validateGraph(flow, library.catalog)).toEqual([]);
    for (const { id, type, version, params } of flow.nodes) {
      const known = library.types.get(type);
      expect([id, version]).toEqual([id, known?.version]);
      expect([id, known?.params.safeParse(params).success]).toEqual([id, true]);
    }
  },
);

it('[HIST14] every format, and every version of a type before its present one, has a file', () => {
  const formats = FILES.map((name) => Number(/^format-(\d+)-/.exec(name)?.[1]));
  for (let format = 1; format <= FLOW_FORMAT; format += 1) expect(formats).toContain(format);
  const saved = new Set(
    FILES.flatMap((name) =>
      (JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Flow).nodes.map(
        ({ type, version }) => `${type} ${version}`,
      ),
    ),
  );
  const missing = [...library.types.values()].flatMap(({ type, version }) =>
    Array.from({ length: version - 1 }, (_, index) => `${type} ${index + 1}`).filter(
      (each) => !saved.has(each),
    ),
  );
  expect(missing).toEqual([]);
});

it('[HIST14] a flow of a newer format is refused with what to do, not with what is wrong with it', async () => {
  const path = join(temporaryFolder(), 'newer.json');
  writeFileSync(path, JSON.stringify({ format: 7, graph: { everything: 'is elsewhere' } }));
  expect(await readFlowFile(path)).toEqual({
    problems: [
      {
        code: 'PROJECT_NEWER',
        severity: 'error',
        message: 'This flow was made by a newer version of Ekphrasis.',
        remedy: 'Update the app to open it; it has not been changed.',
      },
    ],
  });
});

it('[HIST14] a node of a newer version keeps what it has, and stands against a run', () => {
  const [node] = flowOf({ filter: ['filters.length', { minimum: 'a form that is not known yet' }] }).nodes;
  if (!node) throw new Error('There is a node.');
  const flow = { ...flowOf({}), nodes: [{ ...node, version: 99 }] };
  expect(upgradeFlow(flow, library.types)).toBe(flow);
  expect(validateGraph(flow, library.catalog)).toContainEqual({
    code: 'NODE_UNKNOWN',
    severity: 'error',
    node: 'filter',
    message: 'This node was made by a newer version of Ekphrasis.',
    remedy: 'Update the app, or put a new node of the same kind in its place. Its settings are kept.',
  });
});
