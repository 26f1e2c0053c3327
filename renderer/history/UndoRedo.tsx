import { ChevronDown, Redo2, Undo2 } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useKeys } from '../commands/registry.ts';
import { travel, useFlowStore } from '../flow/flow-store.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Popover } from '../parts/Popover.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { TEXTS } from '../texts.ts';
import { useHistoryViews } from './history-views.ts';

const HistoryList = lazy(() => import('./HistoryList.tsx').then((it) => ({ default: it.HistoryList })));
const VersionsDialog = lazy(() =>
  import('./VersionsDialog.tsx').then((it) => ({ default: it.VersionsDialog })),
);

/** Undo and redo, with the list of everything that can be gone back to. */
export function UndoRedo() {
  const undo = useFlowStore((store) => store.state?.confirmed.undo);
  const redo = useFlowStore((store) => store.state?.confirmed.redo);
  const pending = useFlowStore((store) => store.state?.pending.at(-1)?.label);
  const open = useHistoryViews((state) => state.list);
  const versions = useHistoryViews((state) => state.versions);
  return (
    <span className="flex">
      <IconButton
        icon={Undo2}
        label={TEXTS.topBar.undo(pending ?? undo)}
        keys={useKeys('edit.undo')}
        disabled={(pending ?? undo) === undefined}
        onClick={() => travel('undo')}
      />
      <IconButton
        icon={Redo2}
        label={TEXTS.topBar.redo(redo)}
        keys={useKeys('edit.redo')}
        disabled={redo === undefined}
        onClick={() => travel('redo')}
      />
      <Popover
        open={open}
        onOpen={(list) => useHistoryViews.setState({ list })}
        label={HISTORY_TEXTS.list.title}
        align="start"
        className="flex max-h-[70vh] w-96 flex-col overflow-hidden"
        trigger={
          <IconButton
            icon={ChevronDown}
            iconSize={14}
            label={HISTORY_TEXTS.list.open}
            keys={useKeys('edit.history')}
            style={{ width: 20, height: 28 }}
          />
        }
      >
        <Suspense fallback={null}>
          <HistoryList />
        </Suspense>
      </Popover>
      {versions && (
        <Suspense fallback={null}>
          <VersionsDialog at={versions} />
        </Suspense>
      )}
    </span>
  );
}
