import type { Flow, FlowNode, Point } from '../../core/flow.ts';
import { applyEdits, type FlowEdit, newNodeId } from '../../core/flow-edit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { ProjectSession } from './project-session.ts';

const CAPTIONS = 'captioners.existing';
const DATASET = 'datasets.dataset';
/** Canvas units from one node of the branch to the next, and from the flow to the branch below it. */
const STEP = 300;
const BELOW = 220;

/** The flow's nodes that gather captions as a dataset. */
export function datasetNodes(flow: Flow, catalog: NodeCatalog): readonly FlowNode[] {
  return flow.nodes.filter(({ type }) => {
    const descriptor = catalog.get(type);
    return descriptor?.shape === 'collect' && descriptor.outputs.some((port) => port.type === 'dataset');
  });
}

/** Edits that put a source with its captions below the flow, and lead them to the flow's only dataset, or to a new one where there is none. */
export function importBranch(
  project: ProjectSession,
  source: NodeDescriptor,
  params: JsonObject,
): { readonly source: string; readonly edits: readonly FlowEdit[] } {
  const { catalog } = project.parts.library;
  const before = project.store.flow.flow();
  const edits: FlowEdit[] = [];
  let flow = before;
  const apply = (edit: FlowEdit) => {
    edits.push(edit);
    flow = applyEdits(flow, [edit]);
  };
  let place = freePlace(before.nodes);
  const add = (stem: string, descriptor: NodeDescriptor, given: JsonObject = {}): FlowNode => {
    const { type, version } = descriptor;
    const id = newNodeId(flow, stem);
    const node: FlowNode = {
      id,
      type,
      version,
      title: '',
      position: place,
      mode: 'active',
      params: given,
      notes: '',
    };
    apply({ kind: 'add-node', node });
    place = { ...place, x: place.x + STEP };
    return node;
  };
  const wire = (from: FlowNode, to: FlowNode) => {
    const out = catalog.get(from.type)?.outputs[0]?.name;
    const into = catalog.get(to.type)?.inputs[0]?.name;
    if (out === undefined || into === undefined) return;
    apply({ kind: 'connect', wire: { from: { node: from.id, port: out }, to: { node: to.id, port: into } } });
  };

  const images = add('dataset-file', source, params);
  const captionsType = catalog.get(CAPTIONS);
  const datasetType = catalog.get(DATASET);
  if (!captionsType || !datasetType) return { source: images.id, edits };
  const captions = add('existing', captionsType);
  wire(images, captions);
  const [only, another] = datasetNodes(before, catalog);
  // Which of several was meant, only the user knows.
  if (!another) wire(captions, only ?? add('dataset', datasetType));
  return { source: images.id, edits };
}

/** Below everything that is there, on the left. */
function freePlace(nodes: readonly FlowNode[]): Point {
  if (nodes.length === 0) return { x: 0, y: 0 };
  return {
    x: Math.min(...nodes.map(({ position }) => position.x)),
    y: Math.max(...nodes.map(({ position }) => position.y)) + BELOW,
  };
}
