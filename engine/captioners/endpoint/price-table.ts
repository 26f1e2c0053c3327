import type { PriceRow } from '../../../core/endpoint.ts';

/** Day of the figures that were last known in 2025. */
const OLDER = '2025-12-31';

/**
 * Prices that come with the app, US dollars per million tokens, each with the day of its figures. They are a beginning for the user to
 * check, and say so wherever they are shown: providers change them without notice, and nobody has compared these with their own pages
 * (openai.com/api/pricing, anthropic.com/pricing, ai.google.dev/gemini-api/docs/pricing, mistral.ai/pricing). OpenAI's are those of
 * public lists of March 2026, the others were last known in 2025. Of prices by length of the prompt, the lowest step (captions stay
 * within it). OpenAI's batch prices are half the others.
 */
export const PRICE_TABLE: readonly PriceRow[] = [
  ...openai([
    [['gpt-5.4', 'gpt-5.4-2*'], 2.5, 15, 0.25],
    [['gpt-5.2', 'gpt-5.2-2*', 'gpt-5.2-chat-latest'], 1.75, 14, 0.175],
    [['gpt-5.1', 'gpt-5.1-2*', 'gpt-5.1-chat-latest'], 1.25, 10, 0.125],
    [['gpt-5', 'gpt-5-2*', 'gpt-5-chat-latest'], 1.25, 10, 0.125],
    [['gpt-5-mini', 'gpt-5-mini-2*'], 0.25, 2, 0.025],
    [['gpt-5-nano', 'gpt-5-nano-2*'], 0.05, 0.4, 0.005],
    [['gpt-4.1', 'gpt-4.1-2*'], 2, 8, 0.5],
    [['gpt-4.1-mini', 'gpt-4.1-mini-2*'], 0.4, 1.6, 0.1],
    [['gpt-4.1-nano', 'gpt-4.1-nano-2*'], 0.1, 0.4, 0.025],
    [['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'], 2.5, 10, 1.25],
    [['gpt-4o-mini', 'gpt-4o-mini-2*'], 0.15, 0.6, 0.075],
    [['o4-mini', 'o4-mini-2*'], 1.1, 4.4, 0.275],
    [['o3', 'o3-2*'], 2, 8, 0.5],
  ]),
  ...rows('api.anthropic.com', OLDER, [
    [['claude-opus-4-5*'], 5, 25],
    [['claude-opus-4-1*', 'claude-opus-4-2*'], 15, 75],
    [['claude-sonnet-4*'], 3, 15],
    [['claude-haiku-4-5*'], 1, 5],
    [['claude-3-5-haiku*'], 0.8, 4],
  ]),
  ...rows('generativelanguage.googleapis.com', OLDER, [
    [['gemini-3-pro*'], 2, 12],
    [['gemini-2.5-pro'], 1.25, 10],
    [['gemini-2.5-flash'], 0.3, 2.5],
    [['gemini-2.5-flash-lite'], 0.1, 0.4],
  ]),
  ...rows('api.mistral.ai', OLDER, [
    [['mistral-medium-2*', 'mistral-medium-latest'], 0.4, 2],
    [['mistral-small-2*', 'mistral-small-latest'], 0.1, 0.3],
    [['pixtral-large-2*', 'pixtral-large-latest'], 2, 6],
  ]),
];

type Figures = readonly [models: readonly string[], input: number, output: number];

function rows(host: string, asOf: string, figures: readonly Figures[]): readonly PriceRow[] {
  return figures.map(([models, input, output]) => ({
    host,
    models,
    asOf,
    inputPerMillion: input,
    outputPerMillion: output,
  }));
}

/** OpenAI's, with what cached input costs, and half of all through the Batch API. */
function openai(
  figures: readonly (readonly [models: readonly string[], input: number, output: number, cached: number])[],
): readonly PriceRow[] {
  return figures.map(([models, input, output, cached]) => ({
    host: 'api.openai.com',
    models,
    asOf: '2026-03-31',
    inputPerMillion: input,
    outputPerMillion: output,
    cachedInputPerMillion: cached,
    batchInputPerMillion: input / 2,
    batchOutputPerMillion: output / 2,
  }));
}
