import { cat, env, type PreTrainedModel, Tensor } from '@huggingface/transformers';
import { checkModelFolder } from './check-model-folder.ts';
import type { ModelSpec } from './host-messages.ts';
import type { ModelInputs } from './prompt-styles/prompt-style.ts';
import { PROMPT_STYLES } from './prompt-styles/prompt-styles.ts';
import { RowDecoder, type RowRequest, type RowResult } from './row-decoder.ts';

type GenerateArguments = Parameters<PreTrainedModel['generate']>[0];

/** A picture on its way through the model. */
export interface ModelRow extends RowRequest {
  readonly inputs: ModelInputs;
}

export interface LoadedModel {
  /**
   * The tokens that follow each row; rows of one call have inputs of the same shapes (`shapeOf`). Not reentrant.
   *
   * @param fingerprints whether `digests` are wanted: what was computed on the way, to the bit
   */
  generate(
    rows: readonly ModelRow[],
    fingerprints?: boolean,
  ): Promise<{ readonly results: readonly RowResult[]; readonly digests: readonly string[] }>;
}

/** The part of transformers.js's models that encodes pictures, where a model has it. */
interface ImageEncoder {
  encode_image?(inputs: ModelInputs): Promise<Tensor>;
}

/** Loads a model from its folder and nowhere else; nothing is ever fetched from here. Throws with the runtime's own message. */
export async function loadModel(spec: ModelSpec): Promise<LoadedModel> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  await checkModelFolder(spec.folder, Object.keys(spec.dtype));
  const model = await PROMPT_STYLES[spec.style].loadModel(spec.folder, {
    device: spec.provider,
    dtype: spec.dtype,
    session_options: {
      executionProviders: [spec.provider],
      intraOpNumThreads: spec.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    },
  });
  const endTokens = endTokensOf(model);
  const encoding = encodeOneByOne(model);
  return {
    async generate(rows, fingerprints = false) {
      const decoder = new RowDecoder(rows, endTokens, fingerprints);
      encoding.rows = rows;
      await model.generate({
        ...joinInputs(rows),
        max_new_tokens: Math.max(...rows.map((row) => row.maxTokens)),
        // The decoder draws; for the library each step then has one certain token.
        do_sample: false,
        logits_processor: [decoder],
        stopping_criteria: decoder.stopping(),
      } as unknown as GenerateArguments);
      return { results: decoder.results, digests: decoder.digests };
    },
  };
}

/** What must be equal for requests to be asked together without padding, which would change what is computed. */
export function shapeOf(inputs: ModelInputs): string {
  return JSON.stringify(
    Object.entries(inputs).map(([name, value]) => [name, value instanceof Tensor ? value.dims : value]),
  );
}

function joinInputs(rows: readonly ModelRow[]): ModelInputs {
  const first = rows[0]?.inputs ?? {};
  if (rows.length === 1) return first;
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => [
      name,
      value instanceof Tensor ? cat(rows.map(({ inputs }) => inputs[name] as Tensor)) : value,
    ]),
  );
}

/**
 * Pictures of a batch are encoded one by one: encoders compute other last digits for the second picture of a batch than for the same picture
 * alone, and gain next to nothing from batches on a CPU. Decoders, where nearly all the time goes, do neither.
 */
function encodeOneByOne(model: PreTrainedModel): { rows: readonly ModelRow[] } {
  const state: { rows: readonly ModelRow[] } = { rows: [] };
  const encoder = model as unknown as ImageEncoder;
  const encode = encoder.encode_image?.bind(model);
  if (encode === undefined) return state;
  encoder.encode_image = async (inputs) => {
    if (state.rows.length < 2) return encode(inputs);
    const features: Tensor[] = [];
    for (const row of state.rows) features.push(await encode({ ...inputs, ...row.inputs }));
    return cat(features);
  };
  return state;
}

function endTokensOf(model: PreTrainedModel): readonly number[] {
  const generation = model.generation_config as { readonly eos_token_id?: number | number[] | null } | null;
  const end =
    generation?.eos_token_id ?? (model.config as { readonly eos_token_id?: number }).eos_token_id ?? [];
  return Array.isArray(end) ? end : [end];
}
