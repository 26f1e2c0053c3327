import { clsx } from 'clsx';
import { useState } from 'react';
import { editFlow } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { TEXTS } from '../texts.ts';
import type { CardState } from './card-state.ts';

/** The title bar of a card: icon, name, state. A double-click renames. */
export function NodeTitle({
  id,
  title,
  icon,
  colour,
  off,
  state,
}: {
  readonly id: string;
  readonly title: string;
  readonly icon: string | undefined;
  readonly colour: string;
  readonly off: boolean;
  readonly state: CardState;
}) {
  const [renaming, setRenaming] = useState(false);
  const Icon = nodeIcon(icon);
  const rename = (text: string) => {
    setRenaming(false);
    if (text !== title) editFlow([{ kind: 'set-node', id, title: text.slice(0, 200) }], TEXTS.edits.rename);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the same can be done from the keyboard
    <div
      className="flex h-8 items-center gap-2 border-line border-b px-2"
      onDoubleClick={() => setRenaming(true)}
    >
      <span
        className="flex size-5 shrink-0 items-center justify-center rounded-4"
        style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </span>
      {renaming ? (
        <input
          ref={(element) => element?.select()}
          defaultValue={title}
          aria-label={TEXTS.node.rename}
          maxLength={200}
          className="nodrag h-6 min-w-0 flex-1 rounded-3 bg-field px-1 font-semibold text-13"
          onBlur={(event) => rename(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') setRenaming(false);
          }}
        />
      ) : (
        <span
          className={clsx('min-w-0 flex-1 truncate font-semibold text-13', off && 'text-tx-2')}
          title={title}
        >
          {title}
        </span>
      )}
      <StatusIcon status={state.status} />
    </div>
  );
}
