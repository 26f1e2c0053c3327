import type { NodeProps } from '@xyflow/react';
import { clsx } from 'clsx';
import { StickyNote } from 'lucide-react';
import { memo, useState } from 'react';
import { editFlow, useFlowStore } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasNode } from './canvas-nodes.ts';
import { noteBlocks } from './note-text.ts';

/** A note on the canvas: a little Markdown, edited on double-click. */
export const NoteMark = memo(function NoteMark({ id, selected }: NodeProps<CanvasNode>) {
  const note = useFlowStore((store) => store.state?.flow.notes.find((each) => each.id === id));
  const [editing, setEditing] = useState(false);
  if (!note) return null;
  const save = (text: string) => {
    setEditing(false);
    if (text !== note.text) editFlow([{ kind: 'put-note', note: { ...note, text } }], TEXTS.edits.note);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the same can be done from the keyboard
    <div
      style={{ width: note.width }}
      onDoubleClick={() => setEditing(true)}
      className={clsx(
        'rounded-6 border bg-note p-3 text-11 text-note-tx',
        selected ? 'border-accent-line ring-1 ring-accent-line' : 'border-note-line',
      )}
    >
      {editing ? (
        <textarea
          ref={(element) => element?.focus()}
          aria-label={TEXTS.canvas.noteText}
          defaultValue={note.text}
          maxLength={20_000}
          rows={4}
          className="nodrag nowheel w-full resize-none bg-transparent outline-none"
          onBlur={(event) => save(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      ) : (
        <div className="flex gap-1.5">
          <StickyNote size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
          <div className="min-w-0 flex-1 break-words">
            {noteBlocks(note.text).map((block) => (
              <p
                key={block.key}
                className={clsx(block.kind === 'head' && 'font-semibold', block.kind === 'item' && 'pl-2')}
              >
                {block.kind === 'item' && '• '}
                {block.spans.map((span) =>
                  span.strong ? (
                    <strong key={span.key}>{span.text}</strong>
                  ) : (
                    <span key={span.key} className={clsx(span.code && 'mono')}>
                      {span.text}
                    </span>
                  ),
                )}
              </p>
            ))}
          </div>
        </div>
      )}
    </div>
  );
});
