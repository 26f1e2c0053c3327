import {
  Clock,
  Copy,
  Ellipsis,
  MoveLeft,
  MoveRight,
  OctagonAlert,
  Play,
  SlidersHorizontal,
  Star,
  Trash2,
  WandSparkles,
} from 'lucide-react';
import { useState } from 'react';
import type { TriedBoard, TriedColumnState } from '../../core/side-by-side.ts';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { ColumnSettingsDialog } from './ColumnSettingsDialog.tsx';
import type { ColumnName } from './column-names.ts';
import { MakeFlowDialog } from './MakeFlowDialog.tsx';
import { captionMissing, change } from './try-state.ts';

const TEXTS = TRY_TEXTS.head;
const HEAD =
  'sticky top-0 z-20 h-px border-line border-r border-b bg-bg-2 p-0 text-left align-top font-normal';
const INSIDE = 'flex h-full min-w-0 flex-col gap-1.5 p-3';

/** In blind mode a head is a letter. */
export function BlindHead({ index }: { readonly index: number }) {
  return (
    <th scope="col" className={HEAD}>
      <div className={INSIDE}>
        <span className="font-semibold text-13 text-tx-1">{TRY_TEXTS.tools.choice(index)}</span>
      </div>
    </th>
  );
}

/** Who writes a column, with which prompt and settings, and how it stands. */
export function ColumnHead({
  board,
  column,
  index,
  name,
  stars,
  best,
}: {
  readonly board: TriedBoard;
  readonly column: TriedColumnState;
  readonly index: number;
  readonly name: ColumnName;
  readonly stars: number;
  readonly best: boolean;
}) {
  return (
    <th scope="col" className={HEAD} data-testid="try-head">
      <div className={INSIDE}>
        <div className="flex min-w-0 items-start gap-1">
          <span className="min-w-0 flex-1 break-words font-semibold text-13 text-tx-1">{name.title}</span>
          <ColumnMenu board={board} column={column} index={index} name={name} />
        </div>
        {name.place !== undefined && <span className="mono -mt-1 truncate text-tx-3">{name.place}</span>}
        <span className="line-clamp-2 break-words text-12 text-tx-2" title={name.prompt}>
          {name.prompt}
        </span>
        {(name.settings.length > 0 || stars > 0) && (
          <div className="flex flex-wrap gap-1">
            {name.settings.map((setting) => (
              <Chip key={setting}>{setting}</Chip>
            ))}
            {stars > 0 && (
              <Chip tone={best ? 'accent' : 'plain'} icon={Star}>
                {best ? `${TEXTS.best}: ${stars}` : TEXTS.stars(stars)}
              </Chip>
            )}
          </div>
        )}
        <div className="mt-auto pt-0.5">
          <ColumnStatus column={column} />
        </div>
      </div>
    </th>
  );
}

function ColumnStatus({ column }: { readonly column: TriedColumnState }) {
  const { state, reason, missing, worstUsd, cells } = column;
  const all = Object.keys(cells).length;
  if (reason !== undefined)
    return (
      <p className="flex items-center gap-1.5 text-11 text-err">
        <OctagonAlert size={12} strokeWidth={1.75} aria-hidden />
        {TEXTS.held}
      </p>
    );
  if (state === 'running')
    return (
      <p className="flex items-center gap-1.5 text-11 text-tx-2">
        <Spinner size={12} />
        {TEXTS.running(all - missing, all)}
      </p>
    );
  if (state === 'queued')
    return (
      <p className="flex items-center gap-1.5 text-11 text-tx-3">
        <Clock size={12} strokeWidth={1.75} aria-hidden />
        {TEXTS.queued}
      </p>
    );
  if (missing === 0) return null;
  const price = worstUsd === undefined ? TEXTS.unknown : worstUsd === 0 ? TEXTS.free : TEXTS.most(worstUsd);
  return (
    <p className="text-11 text-tx-3">
      {TEXTS.missing(missing)} · <span className={worstUsd === undefined ? 'text-warn' : ''}>{price}</span>
    </p>
  );
}

function ColumnMenu({
  board,
  column,
  index,
  name,
}: {
  readonly board: TriedBoard;
  readonly column: TriedColumnState;
  readonly index: number;
  readonly name: ColumnName;
}) {
  const [dialog, setDialog] = useState<'settings' | 'duplicate' | 'flow'>();
  const words = TRY_TEXTS.columns;
  const { id } = column;
  const close = () => setDialog(undefined);
  const replied = Object.values(column.cells).some(({ state }) => state === 'done');
  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} size={24} iconSize={14} label={words.menu(name.title)} />}
        groups={[
          [
            {
              label: words.caption,
              icon: Play,
              disabled: column.missing === 0,
              onChoose: () => captionMissing([id]),
            },
            {
              label: words.makeFlow,
              icon: WandSparkles,
              disabled: !replied,
              onChoose: () => setDialog('flow'),
            },
          ],
          [
            { label: words.settings, icon: SlidersHorizontal, onChoose: () => setDialog('settings') },
            { label: words.duplicate, icon: Copy, onChoose: () => setDialog('duplicate') },
          ],
          [
            {
              label: words.left,
              icon: MoveLeft,
              disabled: index === 0,
              onChoose: () => void change((api) => api.moveColumn({ id, to: index - 1 })),
            },
            {
              label: words.right,
              icon: MoveRight,
              disabled: index === board.columns.length - 1,
              onChoose: () => void change((api) => api.moveColumn({ id, to: index + 1 })),
            },
          ],
          [
            {
              label: words.remove,
              icon: Trash2,
              danger: true,
              onChoose: () => void change((api) => api.removeColumn({ id })),
            },
          ],
        ]}
      />
      {(dialog === 'settings' || dialog === 'duplicate') && (
        <ColumnSettingsDialog
          column={column}
          name={name}
          duplicate={dialog === 'duplicate'}
          onClose={close}
        />
      )}
      {dialog === 'flow' && <MakeFlowDialog board={board} column={id} onClose={close} />}
    </>
  );
}
