import { type KeyboardEvent, useRef, useState } from 'react';

/** Roving focus over the cells of a grid: one of them can be tabbed to, arrows move from there. */
export function useCellKeys(rows: number, columns: number) {
  const grid = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const row = Math.min(at.row, Math.max(0, rows - 1));
  const column = Math.min(at.column, Math.max(0, columns - 1));
  const go = (nextRow: number, nextColumn: number) => {
    const next = {
      row: Math.min(rows - 1, Math.max(0, nextRow)),
      column: Math.min(columns - 1, Math.max(0, nextColumn)),
    };
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  return {
    grid,
    onKeyDown: (event: KeyboardEvent<HTMLTableElement>) => {
      // Keys of the buttons within a cell are theirs.
      const { target } = event;
      if (!(target instanceof HTMLElement) || target.dataset.cell === undefined) return;
      if (event.altKey || event.metaKey) return;
      const moves: Readonly<Record<string, readonly [number, number]>> = {
        ArrowUp: [row - 1, column],
        ArrowDown: [row + 1, column],
        ArrowLeft: [row, column - 1],
        ArrowRight: [row, column + 1],
        Home: [event.ctrlKey ? 0 : row, 0],
        End: [event.ctrlKey ? rows - 1 : row, columns - 1],
        PageUp: [0, column],
        PageDown: [rows - 1, column],
      };
      const move = moves[event.key];
      if (move === undefined) return;
      event.preventDefault();
      go(...move);
    },
    /** What a cell needs to take part. */
    cell: (cellRow: number, cellColumn: number) => ({
      place: `${cellRow} ${cellColumn}`,
      tabIndex: cellRow === row && cellColumn === column ? 0 : -1,
      onFocus: () => setAt({ row: cellRow, column: cellColumn }),
    }),
  };
}
