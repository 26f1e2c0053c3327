import { type CaptionLine, createCaptionLine } from './caption-line.ts';
import type { FromHost, ToHost } from './host-messages.ts';
import { loadModel } from './load-model.ts';
import { parentChannel } from './parent-channel.ts';
import { startPreparer } from './preparer-thread.ts';

/*
 * A process of its own that loads one model and captions with it. A native crash in here ends this process alone. Pictures are decoded in a
 * thread beside the model's.
 */

const channel = parentChannel();
let line: CaptionLine | undefined;

function send(message: FromHost): void {
  channel.send(message);
}

async function load({ spec, batchSize }: Extract<ToHost, { type: 'load' }>): Promise<void> {
  try {
    const [preparer, model] = await Promise.all([
      // Whatever was asked of it is lost; the engine starts another host.
      startPreparer(spec, () => process.exit(1)),
      loadModel(spec),
    ]);
    line = createCaptionLine({
      model,
      preparer,
      spec,
      batchSize,
      onReply: (id, reply) => send({ type: 'reply', id, reply, rssBytes: process.memoryUsage.rss() }),
      onFailure: (id, error) => send({ type: 'failed', id, error, rssBytes: process.memoryUsage.rss() }),
    });
    send({ type: 'loaded', rssBytes: process.memoryUsage.rss() });
  } catch (error) {
    send({ type: 'load-failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function receive(message: ToHost): Promise<void> {
  switch (message.type) {
    case 'load':
      return load(message);
    case 'caption':
      return line?.add(message.request);
    case 'cancel':
      return line?.cancel(message.id);
    case 'batch-size':
      if (line !== undefined) line.batchSize = message.batchSize;
      return;
    case 'fingerprint': {
      const { id, requests, together } = message;
      send({ type: 'fingerprint', id, digests: (await line?.fingerprint(requests, together)) ?? [] });
    }
  }
}

channel.onMessage((message) => void receive(message as ToHost));
