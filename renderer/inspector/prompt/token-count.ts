import { matchesModel } from '../../../core/endpoint.ts';

type CountTokens = (text: string) => number;

/** Models whose tokenizer is o200k_base; others cut text differently, and the count is about right for them. */
const O200K = ['gpt-4o*', 'chatgpt-4o*', 'gpt-4.1*', 'gpt-4.5*', 'gpt-5*', 'o1*', 'o3*', 'o4*'];

/** Whether counts of o200k_base are what a model's provider counts. */
export function isExactFor(model: string | undefined): boolean {
  return model !== undefined && matchesModel(O200K, model);
}

let loading: Promise<CountTokens> | undefined;

/** The tokenizer, loaded once: its table is about a megabyte. */
export function tokenCounter(): Promise<CountTokens> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      (text) =>
        // What looks like a control token in a prompt is plain text, as it is for the provider.
        countTokens(text, { disallowedSpecial: new Set() }),
  );
  return loading;
}
