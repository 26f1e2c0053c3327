import { parentPort, type Transferable } from 'node:worker_threads';
import { env, Tensor } from '@huggingface/transformers';
import { toErrorRecord } from '../../core/errors.ts';
import type { PrepareSpec } from './host-messages.ts';
import type { FromPreparer, PlainInput, PrepareRequest, ToPreparer } from './prepare-messages.ts';
import type { ModelInputs, StyledPreparer } from './prompt-styles/prompt-style.ts';
import { PROMPT_STYLES } from './prompt-styles/prompt-styles.ts';
import { readPixels } from './read-pixels.ts';

/*
 * Entry of the thread that stands beside a model: decodes pictures, turns them and their prompts into the model's inputs, and tokens back
 * into text, so that the model's own thread never waits for pixels. One thing after the other.
 */

if (parentPort === null) throw new Error('This program is a thread of the model host.');
const port = parentPort;
let loaded: { readonly spec: PrepareSpec; readonly preparer: StyledPreparer } | undefined;
let last: Promise<void> = Promise.resolve();

function send(message: FromPreparer, transfer: readonly Transferable[] = []): void {
  port.postMessage(message, transfer);
}

async function receive(message: ToPreparer): Promise<void> {
  if (message.type === 'load') return load(message.spec);
  const { id } = message;
  try {
    if (loaded === undefined) throw new Error('Nothing is loaded.');
    if (message.type === 'decode') {
      send({ type: 'text', id, text: loaded.preparer.decode(message.ids).trim() });
      return;
    }
    const { inputs, promptTokens } = await prepare(loaded.preparer, loaded.spec, message.request);
    const { plain, buffers } = toPlain(inputs);
    send({ type: 'prepared', id, prepared: { inputs: plain, promptTokens } }, buffers);
  } catch (error) {
    send({ type: 'failed', id, error: toErrorRecord(error) });
  }
}

async function load(spec: PrepareSpec): Promise<void> {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  try {
    loaded = { spec, preparer: await PROMPT_STYLES[spec.style].loadPreparer(spec.folder) };
    send({ type: 'loaded' });
  } catch (error) {
    send({ type: 'load-failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function prepare(preparer: StyledPreparer, spec: PrepareSpec, request: PrepareRequest) {
  const image = await readPixels(request.imagePath, request.maxPixels);
  return preparer.prepare(image, {
    text: spec.usesPrompt && request.prompt !== '' ? request.prompt : spec.instruction,
    ...(spec.usesPrompt && request.system !== undefined && { system: request.system }),
  });
}

/** Tensors are taken apart, because their class would be lost on the way; their memory changes hands without a copy. */
function toPlain(inputs: ModelInputs): {
  readonly plain: Record<string, PlainInput>;
  readonly buffers: Transferable[];
} {
  const plain: Record<string, PlainInput> = {};
  const buffers = new Set<ArrayBuffer>();
  for (const [name, value] of Object.entries(inputs)) {
    if (!(value instanceof Tensor)) {
      plain[name] = { kind: 'other', value };
      continue;
    }
    const data = value.data as ArrayBufferView;
    plain[name] = { kind: 'tensor', type: value.type, data, dims: [...value.dims] };
    if (data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
  }
  return { plain, buffers: [...buffers] };
}

port.on('message', (message: ToPreparer) => {
  last = last.then(() => receive(message));
});
