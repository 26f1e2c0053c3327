import { toErrorRecord } from '../../core/errors.ts';
import type { FromHost, HostRequest, ToHost } from './host-messages.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { parentChannel } from './parent-channel.ts';

/*
 * A process of its own that loads one model and answers one request after the other. A native crash in here ends this process
 * alone. Requests are never batched: on a CPU batching gains next to nothing, and rows of unequal prompts disturb each other.
 */

const channel = parentChannel();
const waiting: HostRequest[] = [];
let model: LoadedModel | undefined;
let current: { readonly id: number; readonly abort: AbortController } | undefined;

function send(message: FromHost): void {
  channel.send(message);
}

async function work(): Promise<void> {
  if (current !== undefined || model === undefined) return;
  for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
    const { id } = request;
    const abort = new AbortController();
    current = { id, abort };
    try {
      const reply = await model.caption(request, abort.signal);
      send({ type: 'reply', id, reply, rssBytes: process.memoryUsage.rss() });
    } catch (error) {
      send({ type: 'failed', id, error: toErrorRecord(error), rssBytes: process.memoryUsage.rss() });
    }
  }
  current = undefined;
}

async function receive(message: ToHost): Promise<void> {
  switch (message.type) {
    case 'load':
      try {
        model = await loadModel(message.spec);
        send({ type: 'loaded', rssBytes: process.memoryUsage.rss() });
      } catch (error) {
        send({ type: 'load-failed', message: error instanceof Error ? error.message : String(error) });
        return;
      }
      return work();
    case 'caption':
      waiting.push(message.request);
      return work();
    case 'cancel':
      if (current?.id === message.id) current.abort.abort();
  }
}

channel.onMessage((message) => void receive(message as ToHost));
