import type { EngineSession } from '../session/engine-session.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { SideBySide } from '../side-by-side/side-by-side.ts';
import type { TrainerEnvironments } from '../training/trainer-environments.ts';
import { budgetHandlers } from './budget.ts';
import { type CaptionerAdmin, captionerHandlers } from './captioner.ts';
import { datasetHandlers } from './dataset.ts';
import { type EndpointAdmin, endpointHandlers } from './endpoint.ts';
import { failureHandlers } from './failure.ts';
import { flowHandlers } from './flow.ts';
import { forecastHandlers } from './forecast.ts';
import { imageHandlers } from './image.ts';
import { impactHandlers } from './impact.ts';
import { api } from './implementer.ts';
import { previewHandlers } from './preview.ts';
import { projectHandlers } from './project.ts';
import { providerBatchHandlers } from './provider-batch.ts';
import { runHandlers } from './run.ts';
import { runHistoryHandlers } from './run-history.ts';
import { type ServingAdmin, servingHandlers } from './serving.ts';
import { sideBySideHandlers } from './side-by-side.ts';
import { systemHandlers } from './system.ts';
import { trainingHandlers } from './training.ts';

/** What stands behind the contract. */
export interface RpcServices {
  readonly session: EngineSession;
  readonly settings: SettingsFile;
  readonly captioners: CaptionerAdmin;
  readonly endpoints: EndpointAdmin;
  readonly sideBySide: SideBySide;
  readonly trainer: TrainerEnvironments;
  readonly serving: ServingAdmin;
}

/** The whole contract with its handlers; the same for every host. */
export function createRouter(services: RpcServices) {
  const { session, settings, captioners, endpoints, serving, sideBySide, trainer } = services;
  return api.router({
    budget: budgetHandlers(session),
    captioner: captionerHandlers(captioners),
    dataset: datasetHandlers(session),
    endpoint: endpointHandlers(endpoints, session),
    failure: failureHandlers(session),
    flow: flowHandlers(session),
    forecast: forecastHandlers(session),
    image: imageHandlers(session),
    impact: impactHandlers(session),
    preview: previewHandlers(session),
    project: projectHandlers(session),
    providerBatch: providerBatchHandlers(session),
    run: runHandlers(session),
    runHistory: runHistoryHandlers(session),
    serving: servingHandlers(serving, session),
    sideBySide: sideBySideHandlers(sideBySide, session),
    system: systemHandlers(session, settings),
    training: trainingHandlers(session, trainer),
  });
}

export type EngineRouter = ReturnType<typeof createRouter>;
