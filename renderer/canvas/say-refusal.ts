import type { Refusal } from '../flow/wire-fit.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';

const TEXTS = CANVAS_TEXTS.wire;

/** Why a wire cannot be let go here, as it is said at the pointer. */
export function sayRefusal(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'type':
      return TEXTS.type(refusal.takes, refusal.carries);
    case 'circle':
      return TEXTS.circle;
    case 'connected':
      return TEXTS.connected;
    case 'itself':
      return TEXTS.itself;
    case 'side':
      return refusal.missing === 'input' ? TEXTS.noInputs : TEXTS.noOutputs;
    case 'unknown':
      return TEXTS.unknown;
  }
}
