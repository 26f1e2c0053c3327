import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../../core/json.ts';
import type { JobKey } from '../../../core/training/training-job.ts';
import type { TrainingRequest } from '../../../core/training/training-request.ts';

/**
 * Name of a job that no node of its own asks for, by what it trains on, from what, and how [RUN14]. Where things lie, on which devices it runs, and when
 * it writes checkpoints and evaluates are not in it. `model` is the digest of the model that it starts from.
 */
export function requestKey(request: TrainingRequest, model: string): JobKey {
  const { recipe, train, heldOut, settings, pairs, exportOnnx } = request;
  const { hardware, checkpoints: _when, evaluation: _how, optimizer, ...others } = settings;
  const { device_batch_size: _atOnce, ...steps } = optimizer;
  const told = {
    recipe,
    train: train.map(({ digest }) => digest),
    heldOut: heldOut.map(({ digest }) => digest),
    model,
    ...others,
    optimizer: steps,
    precision: hardware?.precision ?? 'auto',
    pairs,
    exportOnnx,
  };
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(told)) as Json))
    .digest('hex')
    .slice(0, 32);
}
