import { clsx } from 'clsx';
import { editFlow } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { formatCount } from '../format.ts';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { TEXTS } from '../texts.ts';
import type { CardState } from './card-state.ts';
import { beginEditing, endEditing, useEditing, useField } from './editing.ts';

/** The title bar of a card: icon, name, state. A double-click renames. */
export function NodeTitle({
  id,
  title,
  icon,
  colour,
  off,
  state,
  alone = false,
}: {
  readonly id: string;
  readonly title: string;
  readonly icon: string | undefined;
  readonly colour: string;
  readonly off: boolean;
  readonly state: CardState;
  /** A collapsed card has nothing below its title: the number that was kept stands in it. */
  readonly alone?: boolean;
}) {
  const renaming = useEditing((editing) => editing.id === id);
  const Icon = nodeIcon(icon);
  const rename = (text: string) => {
    endEditing();
    if (text !== title) editFlow([{ kind: 'set-node', id, title: text.slice(0, 200) }], TEXTS.edits.rename);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the same can be done from the keyboard
    <div
      className={clsx('flex h-8 items-center gap-2 px-2', !alone && 'border-line border-b')}
      onDoubleClick={() => beginEditing(id)}
    >
      <span
        className="flex size-5 shrink-0 items-center justify-center rounded-4"
        style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </span>
      {renaming ? (
        <NameField id={id} name={title} onRename={rename} />
      ) : (
        <span
          className={clsx('min-w-0 flex-1 truncate font-semibold text-13', off && 'text-tx-2')}
          title={title}
        >
          {title}
        </span>
      )}
      {alone && state.counts && (
        <span
          className="mono shrink-0 text-tx-2"
          title={TEXTS.node.counts(state.counts.kept, state.counts.rejected, state.counts.failed)}
        >
          {formatCount(state.counts.kept)}
          {state.counts.failed > 0 && <span className="text-err"> {formatCount(state.counts.failed)}</span>}
        </span>
      )}
      <StatusIcon status={state.status} />
    </div>
  );
}

function NameField({
  id,
  name,
  onRename,
}: {
  readonly id: string;
  readonly name: string;
  readonly onRename: (text: string) => void;
}) {
  return (
    <input
      ref={useField<HTMLInputElement>(id, onRename)}
      onContextMenu={(event) => event.stopPropagation()}
      defaultValue={name}
      aria-label={TEXTS.node.rename}
      maxLength={200}
      className="nodrag nopan h-6 min-w-0 flex-1 rounded-3 bg-field px-1 font-semibold text-13"
      onBlur={(event) => onRename(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = name;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.stopPropagation();
        const card = event.currentTarget.closest<HTMLElement>('.react-flow__node');
        event.currentTarget.blur();
        card?.focus({ preventScroll: true });
      }}
    />
  );
}
