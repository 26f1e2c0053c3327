import type { JsonObject } from '../../core/json.ts';
import type { TrainSpec } from '../../core/training/train-spec.ts';
import type { TrainingJob, TrainingJobSummary } from '../../core/training/training-job.ts';
import type { TrainingRequest } from '../../core/training/training-request.ts';
import { listFiles } from './folder-digest.ts';

/** What is known of a training when it is over. */
interface CardFacts {
  readonly request: TrainingRequest;
  readonly summary: TrainingJobSummary;
  readonly plan: TrainingJob['plan'];
  readonly spec: TrainSpec;
  readonly bytes: number | undefined;
}

/** Figures of a trained model: what it was made of, how, and how far it came. No path of this computer is in it. */
export async function modelCard(
  folder: string,
  { request, summary, plan, spec, bytes }: CardFacts,
): Promise<JsonObject> {
  const files = [...(await listFiles(folder)).entries()];
  const size = bytes ?? files.reduce((sum, [, file]) => sum + file.bytes, 0);
  const { template, images, tuned, lora, dpo, optimizer, hardware, seed, instruction } = spec;
  const settings = { template, images, tuned, lora, dpo, optimizer, hardware, seed };
  return {
    recipe: request.recipe,
    base: 'folder' in request.model ? nameOf(request.model.folder) : request.model.title,
    datasets: request.train.map(({ title, digest, count }) => ({ title, digest, records: count })),
    steps: summary.step,
    bytes: size,
    onnx: files.some(([name]) => name.endsWith('.onnx')),
    settings: JSON.parse(JSON.stringify(settings)) as JsonObject,
    job: summary.key,
    ...(instruction !== undefined && { instruction }),
    ...(summary.loss !== undefined && { trainLoss: summary.loss }),
    ...(summary.heldOutLoss !== undefined && { heldOutLoss: summary.heldOutLoss }),
    ...(plan && {
      samples: plan.samples,
      heldOutSamples: plan.held_out_samples,
      parameters: plan.parameters,
      trainedParameters: plan.trained_parameters,
      device: plan.device,
      precision: plan.precision,
      environment: plan.environment,
    }),
  };
}

function nameOf(folder: string): string {
  return folder.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
}
