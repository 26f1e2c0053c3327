import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { JobKey } from '../../core/training/training-job.ts';
import { goTo, useScreen } from '../app/screen.ts';

/** What the screen shows: the job that was worked on last, all jobs, one of them, or several beside each other. */
export type TrainingView =
  | { readonly kind: 'latest' }
  | { readonly kind: 'list' }
  | { readonly kind: 'job'; readonly key: JobKey }
  | { readonly kind: 'compare'; readonly keys: readonly JobKey[] }
  | { readonly kind: 'sweep'; readonly key: string };

/** How curves are drawn; of this person, not of a project. */
export interface CurveLook {
  /** Weight of the smoothing, 0 to below 1. */
  readonly smoothing: number;
  readonly scale: 'linear' | 'log';
}

interface TrainingState extends CurveLook {
  /** Path of the project that what follows belongs to. */
  readonly project: string | undefined;
  readonly view: TrainingView;
  /** Jobs that are chosen in the list. */
  readonly chosen: readonly JobKey[];
  /** Jobs whose curves are laid behind the one that is shown; undefined: not chosen yet. */
  readonly overlays: readonly JobKey[] | undefined;
}

const LATEST: TrainingView = { kind: 'latest' };
const EMPTY = { view: LATEST, chosen: [], overlays: undefined } as const;

/** More than these cannot be told apart by their dashes. */
export const MOST_OVERLAYS = 4;
/** Jobs that are compared at once: those of a sweep. */
export const MOST_COMPARED = 24;
export const MOST_SMOOTHING = 0.999;

export const useTraining = create<TrainingState>()(
  persist((): TrainingState => ({ project: undefined, smoothing: 0.9, scale: 'linear', ...EMPTY }), {
    name: 'ekphrasis.training',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

type OfProject = Pick<TrainingState, 'view' | 'chosen' | 'overlays'>;

/** What belongs to the open project; in another one it starts anew. */
export function useTrainingView(): OfProject {
  const project = useScreen((state) => state.project);
  const state = useTraining();
  return state.project === project ? state : EMPTY;
}

function change(next: (now: OfProject) => Partial<OfProject>): void {
  const { project } = useScreen.getState();
  const state = useTraining.getState();
  const now = state.project === project ? state : EMPTY;
  const { view, chosen, overlays } = now;
  useTraining.setState({ project, view, chosen, overlays, ...next(now) });
}

function show(view: TrainingView): void {
  change(() => ({ view }));
  goTo('training');
}

export const showJobs = () => show({ kind: 'list' });
export const openJob = (key: JobKey) => show({ kind: 'job', key });
export const openSweep = (key: string) => show({ kind: 'sweep', key });
export const compareJobs = (keys: readonly JobKey[]) => show({ kind: 'compare', keys });

export function chooseJob(key: JobKey, isChosen: boolean): void {
  change(({ chosen }) => {
    const others = chosen.filter((one) => one !== key);
    return { chosen: isChosen ? [...others, key].slice(-MOST_COMPARED) : others };
  });
}

export const clearChosen = () => change(() => ({ chosen: [] }));

/** Lays a job's curve behind the one that is shown, or takes it away. */
export function setOverlays(overlays: readonly JobKey[]): void {
  change(() => ({ overlays: overlays.slice(-MOST_OVERLAYS) }));
}
