import { useEffect, useRef } from 'react';
import { chordsOf } from '../commands/chord.ts';
import { IS_MAC } from '../commands/platform.ts';
import { KEYBOARD_TEXTS } from '../texts/keyboard.ts';

/** Takes the next keys that are pressed, whatever they do elsewhere; Esc, or going elsewhere, ends it. */
export function KeyCapture({
  onKeys,
  onCancel,
}: {
  readonly onKeys: (chord: string) => void;
  readonly onCancel: () => void;
}) {
  const field = useRef<HTMLButtonElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <button
      ref={field}
      type="button"
      aria-description={KEYBOARD_TEXTS.pressHelp}
      onKeyDown={(event) => {
        const [chord] = chordsOf(event.nativeEvent, IS_MAC);
        event.preventDefault();
        event.stopPropagation();
        if (chord === 'Esc') onCancel();
        else if (chord !== undefined) onKeys(chord);
      }}
      onBlur={(event) => {
        // The button that takes the keys from another command belongs to the question.
        const next = event.relatedTarget;
        if (!(next instanceof Node && event.currentTarget.closest('li')?.contains(next))) onCancel();
      }}
      className="rounded-4 border border-accent-line border-dashed bg-accent-soft px-2 py-0.5 text-11 text-tx-1"
    >
      {KEYBOARD_TEXTS.press} · <span className="text-tx-3">{KEYBOARD_TEXTS.pressHelp}</span>
    </button>
  );
}
