import { setTimeout as after } from 'node:timers/promises';
import type { CaptionReply } from '../../core/captioner.ts';
import type { CaptionerService } from '../../engine/captioners/captioner-service.ts';

/** Stands in for a captioner that takes a while and no processor time. */
export function scriptedCaptioner(latencyMs: number, concurrency: number): CaptionerService {
  const reply: CaptionReply = {
    text: 'A caption as short as they come, and yet long enough to be kept by a length filter.',
    finishReason: 'stop',
    latencyMs,
    model: 'Scripted',
    attempts: 1,
  };
  return {
    check: async () => [],
    open: async () => ({
      identity: { model: 'scripted' },
      title: 'Scripted',
      concurrency,
      batchSize: 1,
      note: undefined,
      async caption(requests) {
        await after(latencyMs);
        return requests.map(() => reply);
      },
      close: async () => undefined,
    }),
  };
}
