import type { ViewUpdate } from '@codemirror/view';

/** A pause after which typing is a new step, in milliseconds; the engine joins changes that are under two seconds apart. */
const PAUSE_MS = 1500;
/** Characters typed after which the next word is a new step. */
const MOST_TYPED = 60;

/** What of a change decides whether it goes on with the step before. */
export interface Typed {
  readonly kind: 'input' | 'delete' | 'other';
  /** Where it happened, and where the next one would go on. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Cuts typing into steps that are undone one by one: at pauses, jumps, new lines, and between writing and deleting. */
export class TypingGroups {
  readonly #now: () => number;
  #number = 0;
  #typed = 0;
  #last: { readonly kind: Typed['kind']; readonly at: number; readonly place: number } | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The step that an editor's change belongs to. */
  stepOf(update: Pick<ViewUpdate, 'transactions' | 'changes'>): string {
    const [transaction] = update.transactions;
    const kind = transaction?.isUserEvent('input.type')
      ? 'input'
      : transaction?.isUserEvent('delete')
        ? 'delete'
        : 'other';
    let typed: Typed = { kind: 'other', from: 0, to: 0, text: '' };
    update.changes.iterChanges((fromA, _toA, _fromB, toB, inserted) => {
      typed = { kind, from: fromA, to: toB, text: inserted.toString() };
    });
    return this.step(typed);
  }

  /** The same for what is known of a change. */
  step({ kind, from, to, text }: Typed): string {
    const now = this.#now();
    const last = this.#last;
    const goesOn =
      last !== undefined &&
      kind !== 'other' &&
      kind === last.kind &&
      now - last.at < PAUSE_MS &&
      (kind === 'delete' ? Math.abs(from - last.place) <= 1 : from === last.place) &&
      !text.includes('\n') &&
      !(this.#typed >= MOST_TYPED && /^\s/.test(text));
    if (!goesOn) {
      this.#number += 1;
      this.#typed = 0;
    }
    this.#typed += text.length;
    this.#last = { kind, at: now, place: kind === 'delete' ? from : to };
    return String(this.#number);
  }
}
