import { create } from 'zustand';
import type { FlowState } from '../../core/contract/flow.ts';
import { EMPTY_FLOW, type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import { flushTyping } from '../inspector/forms/drafts.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';
import {
  addPending,
  confirmPending,
  type OptimisticFlow,
  type PendingEdit,
  receiveFlow,
  rejectPending,
  startFlow,
} from './optimistic-flow.ts';

interface FlowStore {
  /** Undefined until the first answer. */
  readonly state: OptimisticFlow | undefined;
  readonly catalog: NodeCatalog;
}

export const useFlowStore = create<FlowStore>(() => ({ state: undefined, catalog: new Map() }));

/** The flow as it is shown: confirmed by the engine, with what was done since on top. */
export function useFlow(): Flow {
  return useFlowStore((store) => store.state?.flow ?? EMPTY_FLOW);
}

export function useFlowNode(id: string | undefined): FlowNode | undefined {
  return useFlowStore((store) => (id && store.state ? findNode(store.state.flow, id) : undefined));
}

export function useCatalog(): NodeCatalog {
  return useFlowStore((store) => store.catalog);
}

export function useDescriptor(type: string | undefined): NodeDescriptor | undefined {
  return useFlowStore((store) => (type === undefined ? undefined : store.catalog.get(type)));
}

const NO_PROBLEMS: readonly Problem[] = [];
export function useProblems(): readonly Problem[] {
  return useFlowStore((store) => store.state?.confirmed.problems ?? NO_PROBLEMS);
}

/** The flow now, for event handlers. */
export function currentFlow(): Flow {
  return useFlowStore.getState().state?.flow ?? EMPTY_FLOW;
}

let lastId = 0;
/** Calls that change the flow go out one after the other, so that the engine sees them in the order of the hand. */
let queue: Promise<unknown> = Promise.resolve();

function enqueue<T>(call: () => Promise<T>): Promise<T> {
  const next = queue.then(call, call);
  queue = next.catch(() => undefined);
  return next;
}

/** Applies edits of one intention at once and sends them; takes them back with a message when the engine refuses. */
export function editFlow(edits: readonly FlowEdit[], label: string, merge?: string): void {
  const { state } = useFlowStore.getState();
  if (!state || edits.length === 0) return;
  lastId += 1;
  const pending: PendingEdit = { id: lastId, edits, label, ...(merge !== undefined && { merge }) };
  try {
    useFlowStore.setState({ state: addPending(state, pending) });
  } catch (thrown) {
    sayError(thrown);
    return;
  }
  void enqueue(() => engine().flow.edit({ edits: [...edits] as never, label, ...(merge && { merge }) })).then(
    (confirmed) => change((current) => confirmPending(current, pending.id, confirmed)),
    (thrown) => {
      change((current) => rejectPending(current, pending.id));
      sayError(thrown);
    },
  );
}

/** Resolves when the engine has everything that was done so far. */
export async function flowSent(): Promise<void> {
  await queue;
}

/** Undo or redo, after everything that was done before has arrived. */
export function travel(direction: 'undo' | 'redo'): void {
  flushTyping();
  const known = useFlowStore.getState().state?.confirmed;
  if (!known || (useFlowStore.getState().state?.pending.length === 0 && known[direction] === undefined))
    return;
  void enqueue(() => engine().flow[direction]()).then(receive, sayError);
}

function change(step: (state: OptimisticFlow) => OptimisticFlow): void {
  const { state } = useFlowStore.getState();
  if (state) useFlowStore.setState({ state: step(state) });
  void queryClient.invalidateQueries({ queryKey: api.flow.previewPrompt.key() });
}

function receive(confirmed: FlowState): void {
  const { state } = useFlowStore.getState();
  useFlowStore.setState({ state: state ? receiveFlow(state, confirmed) : startFlow(confirmed) });
  void queryClient.invalidateQueries({ queryKey: api.flow.previewPrompt.key() });
}

function sayError(thrown: unknown): void {
  const { message, remedy } = errorRecord(thrown);
  toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
}

/** Keeps the store in step with the watch stream. Called once; returns how to stop. */
export function followFlow(): () => void {
  const load = () => {
    const { state } = useFlowStore.getState();
    const revision = useProject.getState().flowRevision;
    if (state && state.confirmed.revision >= revision) return;
    void enqueue(() => engine().flow.get()).then(receive, sayError);
  };
  const loadCatalog = () => {
    if (useFlowStore.getState().catalog.size > 0) return;
    void engine()
      .flow.nodeTypes()
      .then(
        (types) => useFlowStore.setState({ catalog: new Map(types.map((type) => [type.type, type])) }),
        sayError,
      );
  };
  return useProject.subscribe((now, before) => {
    if (now.connection === 'open') loadCatalog();
    if (now.project?.path !== before.project?.path) useFlowStore.setState({ state: undefined });
    if (!now.project) return;
    if (now.project.path !== before.project?.path || now.flowRevision !== before.flowRevision) load();
  });
}
