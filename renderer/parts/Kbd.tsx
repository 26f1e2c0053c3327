import { keyText } from '../commands/chord-text.ts';

/** A key or a combination, written `Ctrl+K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className="mono inline-flex h-4.5 items-center rounded-3 border border-line-2 bg-bg-2 px-1 text-tx-2 whitespace-nowrap">
      {keyText(keys)}
    </kbd>
  );
}
