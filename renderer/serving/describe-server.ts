import type { ManagedServer } from '../../core/serving/managed-server.ts';
import type { Tone } from '../parts/Chip.tsx';
import { SERVING_TEXTS } from '../texts/serving.ts';

/** What a server does now, in a few words. */
export function describeServer(server: ManagedServer): string {
  const { state, note, queuePlace, program, device, inFlight } = server;
  switch (state) {
    case 'stopped':
      return note ? SERVING_TEXTS.notes[note] : SERVING_TEXTS.stopped;
    case 'waiting':
      return SERVING_TEXTS.waits(queuePlace ?? 0);
    case 'starting':
      return SERVING_TEXTS.starting;
    case 'ready':
    case 'stopping':
      return [
        ...(program && device ? [SERVING_TEXTS.runsOn(program, device)] : []),
        ...(inFlight > 0 ? [SERVING_TEXTS.answering(inFlight)] : []),
      ].join(' · ');
    case 'failed':
      return server.error?.message ?? '';
  }
}

/** The colour of a state, which stands beside its word. */
export function toneOf(state: ManagedServer['state']): Tone {
  if (state === 'ready') return 'ok';
  if (state === 'failed') return 'err';
  return state === 'stopped' ? 'plain' : 'accent';
}
