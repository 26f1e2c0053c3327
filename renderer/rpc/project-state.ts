import { create } from 'zustand';
import type { LogLine, ProjectEvent, ProjectInfo } from '../../core/contract/project.ts';
import type { RunProgress } from '../../core/run.ts';
import { withRunChange } from '../../core/run-change.ts';
import type { PinnedSample } from '../../core/sample-path.ts';
import { backOff, pause } from './back-off.ts';
import { engine } from './client.ts';
import { api, queryClient } from './queries.ts';
import { share } from './share.ts';
import { throttle } from './throttle.ts';

/** What the one watch stream says, as latest values. */
export interface ProjectState {
  /** `restarting`: the engine ended by itself, and the desktop app starts it again. */
  readonly connection: 'connecting' | 'open' | 'lost' | 'restarting';
  /** Undefined until the engine has answered; null while no project is open. */
  readonly project: ProjectInfo | null | undefined;
  readonly flowRevision: number;
  readonly run: RunProgress | null;
  readonly captionsSequence: number;
  /** The sample that every edit is tried on. */
  readonly pin: PinnedSample | null;
  /** Newest last, at most `LOG_LIMIT` lines. */
  readonly log: readonly LogLine[];
}

const LOG_LIMIT = 1000;
/** Counts change at most ten times a second. */
const COUNTS_MS = 100;
const LISTS_MS = 400;
/** Nobody reads counts and lists beside a canvas that moves under the hand, and drawing them takes its frames: they wait for its end, so long at most. */
const MOVING_MS = 2000;

let moving = false;
/** The run as the stream has told it, of whatever project: its changes refer to it. What is shown of it may be older. */
let told: RunProgress | null = null;

/** Says that a hand begins or ends moving the canvas: until it ends, counts and lists change less often. */
export function canvasMoves(moves: boolean): void {
  if (moves === moving) return;
  moving = moves;
  if (!moves) for (const shown of [showRun, refreshCaptions, refreshProblems]) shown.flush();
}

export const useProject = create<ProjectState>(() => ({
  connection: 'connecting',
  project: undefined,
  flowRevision: 0,
  run: null,
  captionsSequence: 0,
  pin: null,
  log: [],
}));

/** Follows the project until the signal is aborted; opens the stream again when the connection is lost. */
export async function watchProject(signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      const events = await engine().project.watch(undefined, { signal });
      for await (const event of events) {
        attempt = 0;
        if (useProject.getState().connection !== 'open') useProject.setState({ connection: 'open' });
        applyEvent(event);
      }
    } catch {
      // Shown as a lost connection; the stream starts with the present state, so nothing is missed.
    }
    if (signal.aborted) return;
    if (useProject.getState().connection === 'open') useProject.setState({ connection: 'lost' });
    await pause(backOff(attempt), signal);
  }
}

// Nodes whose counts stand keep their object: their cards and wires are not drawn again.
const showRun = throttle(
  () => (moving ? MOVING_MS : COUNTS_MS),
  (run: RunProgress | null) => useProject.setState((state) => ({ run: share(state.run, run) })),
);
const listsPeriod = () => (moving ? MOVING_MS : LISTS_MS);
const refreshCaptions = throttle(listsPeriod, () => {
  for (const queryKey of [api.image.key(), api.run.live.key(), api.run.samples.key()])
    void queryClient.invalidateQueries({ queryKey });
});
const refreshProblems = throttle(listsPeriod, () => {
  for (const queryKey of [
    api.run.problems.key(),
    api.run.samples.key(),
    api.run.live.key(),
    api.failure.key(),
  ])
    void queryClient.invalidateQueries({ queryKey });
});

function applyEvent(event: ProjectEvent): void {
  switch (event.kind) {
    case 'project': {
      const before = useProject.getState().project;
      if (before && before.path !== event.info?.path) forgetProject();
      useProject.setState({ project: event.info });
      return;
    }
    case 'flow':
      useProject.setState({ flowRevision: event.revision });
      return;
    case 'run':
      told = event.partial && event.run && told ? withRunChange(told, event.run) : event.run;
      applyRun(told);
      return;
    case 'captions':
      useProject.setState({ captionsSequence: event.sequence });
      refreshCaptions();
      // What a person puts aside anywhere is told in the same way.
      refreshProblems();
      return;
    case 'pin':
      useProject.setState({ pin: event.pin });
      return;
    case 'log':
      useProject.setState((state) => ({ log: [...state.log, ...event.lines].slice(-LOG_LIMIT) }));
      return;
  }
}

function applyRun(run: RunProgress | null): void {
  const before = useProject.getState().run;
  if (before?.id !== run?.id || before?.state !== run?.state) {
    showRun.now(run);
    refreshCaptions();
    void queryClient.invalidateQueries({ queryKey: api.runHistory.key() });
    void queryClient.invalidateQueries({ queryKey: api.dataset.key() });
    // What a prompt holds is shown on the samples of the latest run.
    void queryClient.invalidateQueries({ queryKey: api.flow.previewPrompt.key() });
    void queryClient.invalidateQueries({ queryKey: api.impact.key() });
  } else showRun(run);
  refreshProblems();
}

/** Nothing of one project may be shown in another. */
function forgetProject(): void {
  useProject.setState({ flowRevision: 0, run: null, captionsSequence: 0, pin: null, log: [] });
  queryClient.clear();
}
