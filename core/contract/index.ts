import type { ContractRouterClient } from '@orpc/contract';
import { budgetContract } from './budget.ts';
import { captionerContract } from './captioner.ts';
import { datasetContract } from './dataset.ts';
import { endpointContract } from './endpoint.ts';
import { failureContract } from './failure.ts';
import { flowContract } from './flow.ts';
import { forecastContract } from './forecast.ts';
import { imageContract } from './image.ts';
import { impactContract } from './impact.ts';
import { previewContract } from './preview.ts';
import { projectContract } from './project.ts';
import { providerBatchContract } from './provider-batch.ts';
import { runContract } from './run.ts';
import { runHistoryContract } from './run-history.ts';
import { servingContract } from './serving.ts';
import { sideBySideContract } from './side-by-side.ts';
import { systemContract } from './system.ts';
import { trainingContract } from './training.ts';

/** All that a client may ask of the engine, by domain. Pictures travel outside of it. */
export const contract = {
  budget: budgetContract,
  captioner: captionerContract,
  dataset: datasetContract,
  endpoint: endpointContract,
  failure: failureContract,
  flow: flowContract,
  forecast: forecastContract,
  image: imageContract,
  impact: impactContract,
  preview: previewContract,
  project: projectContract,
  providerBatch: providerBatchContract,
  run: runContract,
  runHistory: runHistoryContract,
  serving: servingContract,
  sideBySide: sideBySideContract,
  system: systemContract,
  training: trainingContract,
};

/** The engine as a client sees it, whichever host it talks to. */
export type EngineClient = ContractRouterClient<typeof contract>;
