import { create } from 'zustand';
import type { FlowAnswer, FlowState } from '../../core/contract/flow.ts';
import { EMPTY_FLOW, type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import type { FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import { announce } from '../app/announcer.ts';
import { flushTyping } from '../inspector/forms/drafts.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { describeEdits, describeTravel } from './describe-edits.ts';
import { enqueue, ProjectGone, queueEmpty } from './flow-queue.ts';
import { noteValues, overwritten, type RecentValues } from './foreign-changes.ts';
import {
  addPending,
  confirmPending,
  flowOf,
  hasEffect,
  type OptimisticFlow,
  type PendingEdit,
  receiveFlow,
  rejectPending,
  startFlow,
} from './optimistic-flow.ts';
import { sayOverwritten } from './say-overwritten.ts';
import { keepUnsent, takeUnsent } from './unsent-edits.ts';

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
let recent: RecentValues = new Map();

/** Applies edits of one intention at once and sends them; takes them back with a message when the engine refuses. */
export function editFlow(edits: readonly FlowEdit[], label: string, merge?: string): void {
  // What was typed before comes before, also in the history.
  flushTyping();
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
  recent = noteValues(recent, edits, Date.now());
  const said = describeEdits(state.flow, edits, label, useFlowStore.getState().catalog);
  if (said !== undefined) announce(said);
  send(pending);
}

function send(pending: PendingEdit): void {
  const { id, edits, label, merge } = pending;
  void enqueue(async (again) => {
    // Taken back, or kept for the project to be opened again, while it waited.
    if (!isPending(id)) return undefined;
    if (again && (await isDone(pending))) return undefined;
    return engine().flow.edit({ edits: [...edits] as never, label, ...(merge && { merge }), ...known() });
  }).then(
    (answer) => answer && take(answer, (state, confirmed) => confirmPending(state, id, confirmed)),
    (thrown) => {
      if (thrown instanceof ProjectGone) return;
      change((current) => rejectPending(current, id));
      sayError(thrown);
    },
  );
}

/** Whether the engine has the edit whose answer was lost with the connection; then it is confirmed. */
async function isDone({ id, edits }: PendingEdit): Promise<boolean> {
  const before = useFlowStore.getState().state?.confirmed;
  if (!before) return false;
  const answer = await engine().flow.update({ since: before.revision });
  const flow = flowOf(before, answer);
  if (!flow || answer.revision === before.revision) return false;
  // Also where another window has done something meanwhile: an edit that has come changes nothing when it comes once more.
  const done = !couldChange(flow, edits);
  take(answer, done ? (state, confirmed) => confirmPending(state, id, confirmed) : receiveFlow);
  return done;
}

/** An edit that does not fit any more is the engine's to refuse. */
function couldChange(flow: Flow, edits: readonly FlowEdit[]): boolean {
  try {
    return hasEffect(flow, edits);
  } catch {
    return true;
  }
}

/** Resolves when the engine has everything that was done so far. */
export const flowSent = queueEmpty;

/** Undo or redo, after everything that was done before has arrived. What could not be sent yet is taken back here. */
export function travel(direction: 'undo' | 'redo'): void {
  flushTyping();
  const { state } = useFlowStore.getState();
  if (!state) return;
  const waiting = isConnected() ? undefined : state.pending.at(-1);
  if (waiting && direction === 'undo') {
    change((current) => rejectPending(current, waiting.id));
    announce(describeTravel('undo', waiting.label));
    return;
  }
  const label =
    (direction === 'undo' ? state.pending.at(-1)?.label : undefined) ?? state.confirmed[direction];
  if (label === undefined) {
    announce(describeTravel(direction, undefined));
    return;
  }
  void move(() => engine().flow[direction](known())).then((done) => {
    if (done) announce(describeTravel(direction, label));
  });
}

/** To an entry of the history, by its revision. */
export function jumpTo(revision: number): void {
  flushTyping();
  void move(() => engine().flow.jump({ revision, ...known() }));
}

/** Makes the flow of a revision the present one, as one edit; resolves with whether that was done. */
export function restoreRevision(revision: number): Promise<boolean> {
  flushTyping();
  return move(() => engine().flow.restore({ revision, ...known() }));
}

/** A step of the history. One whose answer was lost is not made twice: the flow is asked for instead. */
function move(step: () => Promise<FlowAnswer>): Promise<boolean> {
  if (!isConnected()) {
    // Asked for now, it would happen at some later time, when nobody thinks of it any more.
    toast(HISTORY_TEXTS.saved.needsConnection);
    return Promise.resolve(false);
  }
  recent = new Map();
  const from = useFlowStore.getState().state?.confirmed.revision;
  return enqueue(async (again) => {
    if (!again) return step();
    const answer = await engine().flow.update({ since: from ?? 0 });
    return answer.revision === from ? step() : answer;
  }).then(
    (answer) => {
      take(answer, receiveFlow);
      return true;
    },
    (thrown) => {
      sayError(thrown);
      return false;
    },
  );
}

function isConnected(): boolean {
  return useProject.getState().connection === 'open';
}

/** The revision that answers may start from. */
function known(): { since?: number } {
  const revision = useFlowStore.getState().state?.confirmed.revision;
  return revision === undefined ? {} : { since: revision };
}

function isPending(id: number): boolean {
  return useFlowStore.getState().state?.pending.some((edit) => edit.id === id) ?? false;
}

function change(step: (state: OptimisticFlow) => OptimisticFlow): void {
  const { state } = useFlowStore.getState();
  if (state) useFlowStore.setState({ state: step(state) });
  refreshSettings();
}

/** Takes the engine's word; what another window has done to values that were set here is said. */
function take(
  answer: FlowAnswer,
  step: (state: OptimisticFlow, confirmed: FlowState) => OptimisticFlow,
): void {
  const { state } = useFlowStore.getState();
  const flow = flowOf(state?.confirmed, answer);
  if (!flow) {
    reloadFlow();
    return;
  }
  const { revision, problems, undo, redo } = answer;
  const confirmed: FlowState = {
    flow,
    revision,
    problems,
    ...(undo !== undefined && { undo }),
    ...(redo !== undefined && { redo }),
  };
  const next = state ? step(state, confirmed) : startFlow(confirmed);
  useFlowStore.setState({ state: next });
  refreshSettings();
  if (!state) {
    sendUnsent();
    return;
  }
  const lost = overwritten(state.flow, next.flow, recent);
  if (lost.length === 0) return;
  recent = new Map();
  sayOverwritten(lost, next.flow, useFlowStore.getState().catalog);
}

/** Makes again what this tab could not send before its page went or its project was closed. */
function sendUnsent(): void {
  const path = useProject.getState().project?.path;
  const kept = path === undefined ? [] : takeUnsent(path);
  let [sent, lost] = [0, 0];
  for (const { edits, label, merge } of kept) {
    try {
      // What was under way when the page went has mostly arrived.
      if (!hasEffect(currentFlow(), edits)) continue;
      editFlow(edits, label, merge);
      sent += 1;
    } catch {
      // Its node is gone meanwhile.
      lost += 1;
    }
  }
  if (sent + lost > 0) toast(HISTORY_TEXTS.unsent.again(sent, lost));
}

/** What is said of a node's settings follows from the flow. */
function refreshSettings(): void {
  for (const queryKey of [api.flow.previewPrompt.key(), api.impact.key()])
    void queryClient.invalidateQueries({ queryKey });
}

function sayError(thrown: unknown): void {
  if (thrown instanceof ProjectGone) return;
  const { message, remedy } = errorRecord(thrown);
  toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
}

/** Asks for the flow and its problems again, e.g. when a key was entered that had been missed. */
export function reloadFlow(): void {
  void enqueue(() => engine().flow.get()).then((answer) => take(answer, receiveFlow), sayError);
}

/** Asks what changed since the revision that is known; called when the engine says that there is a newer one. */
function update(): void {
  const isKnown = () => {
    const { state } = useFlowStore.getState();
    return state !== undefined && state.confirmed.revision >= useProject.getState().flowRevision;
  };
  if (isKnown()) return;
  void enqueue(async () => {
    const { since } = known();
    // An answer of this window may have told it meanwhile.
    if (isKnown()) return undefined;
    return since === undefined ? engine().flow.get() : engine().flow.update({ since });
  }).then((answer) => answer && take(answer, receiveFlow), sayError);
}

/** What is not sent yet is kept in the tab for when its project is there again. */
function keepPending(project: string): void {
  const edits = (useFlowStore.getState().state?.pending ?? []).filter((pending) => pending.edits.length > 0);
  if (edits.length === 0) return;
  if (!keepUnsent({ project, edits })) toast(HISTORY_TEXTS.unsent.lost(edits.length), { tone: 'err' });
}

/** Keeps the store in step with the watch stream. Called once; returns how to stop. */
export function followFlow(): () => void {
  const loadCatalog = () => {
    if (useFlowStore.getState().catalog.size > 0) return;
    void engine()
      .flow.nodeTypes()
      .then(
        (types) => useFlowStore.setState({ catalog: new Map(types.map((type) => [type.type, type])) }),
        sayError,
      );
  };
  const leave = () => {
    flushTyping();
    const path = useProject.getState().project?.path;
    if (path !== undefined) keepPending(path);
  };
  window.addEventListener('pagehide', leave);
  const stop = useProject.subscribe((now, before) => {
    if (now.connection === 'open') loadCatalog();
    if (now.project?.path !== before.project?.path) {
      const waiting = useFlowStore.getState().state?.pending.length ?? 0;
      if (before.project && waiting > 0) {
        keepPending(before.project.path);
        toast(HISTORY_TEXTS.unsent.kept(waiting, before.project.name));
      }
      recent = new Map();
      useFlowStore.setState({ state: undefined });
    }
    if (!now.project) return;
    if (now.project.path !== before.project?.path || now.flowRevision !== before.flowRevision) update();
  });
  return () => {
    stop();
    window.removeEventListener('pagehide', leave);
  };
}
