import type { CaptionerRef } from '../../core/captioner.ts';
import type { FixAction } from '../../core/errors.ts';
import { type FlowNode, findNode } from '../../core/flow.ts';
import type { Json } from '../../core/json.ts';
import type { NodeDescriptor, ParamSchema } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import { captionerEdits } from '../captioners/captioner-edits.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { native } from '../native/native-abilities.ts';
import { TEXTS } from '../texts.ts';
import { openChooser } from './open-chooser.ts';
import { startRun } from './run-control.ts';
import { useCapEditor } from './SpendMeter.tsx';
import { goTo, selectNodes, useScreen } from './screen.ts';

/** Does what a fix button says, for one node or for the whole run. */
export function applyFix(fix: FixAction, node: string | undefined): void {
  switch (fix) {
    case 'retry-failed':
      void startRun({ retryFailed: node === undefined ? true : [node] });
      return;
    case 'raise-budget':
      useCapEditor.setState({ open: true });
      return;
    case 'choose-folder':
      if (node !== undefined) void chooseFolder(node);
      return;
    case 'set-up-trainer':
      // Its size is said there before anything is downloaded.
      goTo('training');
      return;
    case 'set-up-serving':
      goTo('models');
      return;
    case 'choose-captioner':
    case 'download-model':
    case 'enter-key':
      if (node !== undefined) chooseCaptioner(node, fix === 'enter-key');
      return;
  }
}

/** Lets the person choose a folder for the node's first folder parameter. */
async function chooseFolder(id: string): Promise<void> {
  const found = paramWith(id, ['folder']);
  if (!found) return;
  const folder = await native().pickFolder();
  if (folder === undefined) return;
  editFlow(
    [{ kind: 'set-params', id, params: { [found.name]: folder } }],
    TEXTS.edits.param(found.schema.label ?? found.name),
  );
}

/** Opens the captioner dialog for a node and takes over what is chosen; a node of the other kind is replaced by one that fits. */
export function chooseCaptioner(id: string, atKey = false): void {
  const node = findNode(currentFlow(), id);
  const found = paramWith(id, ['endpoint', 'local-model']);
  if (!node || !found) return;
  const value = node.params[found.name] ?? found.schema.default;
  const isEndpoint = found.schema.widget === 'endpoint';
  const missing = (useFlowStore.getState().state?.confirmed.problems ?? []).some(
    (problem) => problem.node === id && problem.code === 'CAPTIONER_MISSING',
  );
  const chosen = missing ? undefined : presentCaptioner(node, value, isEndpoint);
  openChooser({
    kind: isEndpoint ? 'endpoint' : 'local',
    ...(chosen && { chosen }),
    ...(atKey && isEndpoint && typeof value === 'string' && value !== '' && { keyFor: value }),
    onChoose: (captioner) => {
      const { catalog } = useFlowStore.getState();
      const edits = captionerEdits(currentFlow(), catalog, id, captioner);
      editFlow(edits, TEXTS.fixes['choose-captioner']);
      const replaced = edits.find((edit) => edit.kind === 'add-node');
      selectNodes([replaced?.kind === 'add-node' ? replaced.node.id : id]);
      useScreen.setState({ inspectorTab: 'settings' });
    },
  });
}

/** What the node has now, to begin the choice with. */
function presentCaptioner(
  { params }: FlowNode,
  value: Json | undefined,
  isEndpoint: boolean,
): CaptionerRef | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const text = (name: string) => (typeof params[name] === 'string' ? params[name] : '');
  return isEndpoint
    ? { kind: 'endpoint', endpoint: value, model: text('model') }
    : { kind: 'local', model: value, precision: text('precision') };
}

function paramWith(
  id: string,
  widgets: readonly string[],
): { readonly name: string; readonly schema: ParamSchema } | undefined {
  const node = findNode(currentFlow(), id);
  const params = node && useFlowStore.getState().catalog.get(node.type)?.params;
  for (const [name, schema] of Object.entries(params ?? {}))
    if (schema.widget && widgets.includes(schema.widget)) return { name, schema };
  return undefined;
}

/** The button for a problem: its own, or the one that its parameter's control has. */
export function fixFor(problem: Problem, descriptor: NodeDescriptor | undefined): FixAction | undefined {
  if (problem.fix) return problem.fix;
  const widget = problem.param === undefined ? undefined : descriptor?.params[problem.param]?.widget;
  if (widget === 'folder') return 'choose-folder';
  return widget === 'endpoint' || widget === 'local-model' ? 'choose-captioner' : undefined;
}
