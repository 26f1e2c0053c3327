import type { Json } from '../../core/json.ts';
import { baseName, formatNumber } from '../format.ts';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { formatLearningRate } from './format-training.ts';

const PATHS: ReadonlySet<string> = new Set(['model', 'data.train', 'data.held_out']);

/** A setting's value in one line: rates as people write them, paths by their last part. */
export function specText(name: string, value: Json | undefined): string {
  if (value === undefined || value === null) return TRAINING_TEXTS.recipe.none;
  if (typeof value === 'number')
    return name.endsWith('learning_rate') ? formatLearningRate(value) : formatNumber(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value !== 'string') return JSON.stringify(value);
  return PATHS.has(name) ? baseName(value) : value;
}
