import { clsx } from 'clsx';
import { useFind } from './find-state.ts';

/** A ring around what the find bar has found; thicker around the match that is shown. */
export function FindMark({ id }: { readonly id: string }) {
  const found = useFind((state) => {
    const at = state.query ? state.matches.indexOf(id) : -1;
    return at < 0 ? 'no' : at === state.at ? 'shown' : 'yes';
  });
  if (found === 'no') return null;
  return (
    <span
      data-found={found}
      aria-hidden
      className={clsx(
        'pointer-events-none absolute rounded-8 border-warn-fill',
        found === 'shown' ? '-inset-2 border-4' : '-inset-1.5 border-2',
      )}
    />
  );
}
