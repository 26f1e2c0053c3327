import { Plus } from 'lucide-react';
import { useState } from 'react';
import { MOST_COLUMNS, type TriedBoard } from '../../core/side-by-side.ts';
import { Button } from '../parts/Button.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { AddColumnsDialog } from './AddColumnsDialog.tsx';

const TEXTS = TRY_TEXTS.columns;

/** The last head: where the next column will stand. */
export function AddColumnCell({ board }: { readonly board: TriedBoard }) {
  const [adding, setAdding] = useState(false);
  const none = board.columns.length === 0;
  return (
    <th
      scope="col"
      className="sticky top-0 z-20 border-line border-b bg-bg-2 p-3 text-left align-top font-normal"
    >
      {none && <p className="mb-2 text-12 text-tx-2">{TEXTS.empty}</p>}
      {board.columns.length < MOST_COLUMNS && (
        <Button icon={Plus} kind={none ? 'main' : 'quiet'} onClick={() => setAdding(true)}>
          {TEXTS.add}
        </Button>
      )}
      {adding && <AddColumnsDialog board={board} onClose={() => setAdding(false)} />}
    </th>
  );
}
