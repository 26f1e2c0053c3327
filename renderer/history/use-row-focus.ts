import { type RefObject, useEffect, useRef } from 'react';

/** Moves the focus to a row of a list that draws only what is in view: at once, or as soon as the row is drawn. The last call counts. */
export function useRowFocus(
  box: RefObject<HTMLElement | null>,
  attribute: `data-${string}`,
): (row: number) => void {
  const wanted = useRef<number>(undefined);
  const take = () => {
    if (wanted.current === undefined) return;
    const row = box.current?.querySelector<HTMLElement>(`[${attribute}="${wanted.current}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus();
  };
  useEffect(take);
  return (row) => {
    wanted.current = row;
    // Now, not at the next frame: the next key may come before it, and belongs to this row.
    take();
  };
}
