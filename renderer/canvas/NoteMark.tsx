import { type NodeProps, NodeResizeControl, ResizeControlVariant } from '@xyflow/react';
import { clsx } from 'clsx';
import { StickyNote } from 'lucide-react';
import { lazy, memo, Suspense } from 'react';
import type { FlowNote } from '../../core/flow.ts';
import { GRID } from '../flow/flow-actions.ts';
import { editFlow, useFlowStore } from '../flow/flow-store.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasNode } from './canvas-nodes.ts';
import { beginEditing, endEditing, useEditing, useField } from './editing.ts';
import { FindMark } from './FindMark.tsx';

const NoteText = lazy(() => import('./NoteText.tsx').then((it) => ({ default: it.NoteText })));
const LEAST_WIDTH = 120;
const LEAST_HEIGHT = 40;

/** A note on the canvas: Markdown, written on double-click or Enter, as high as its text unless somebody sized it. */
export const NoteMark = memo(function NoteMark({ id, selected }: NodeProps<CanvasNode>) {
  const note = useFlowStore((store) => store.state?.flow.notes.find((each) => each.id === id));
  const editing = useEditing((state) => state.id === id);
  if (!note) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the same can be done from the keyboard
    <div
      style={{ width: note.width, height: note.height }}
      onDoubleClick={() => beginEditing(id)}
      className={clsx(
        'relative flex gap-1.5 overflow-hidden rounded-6 border bg-note p-3 text-11 text-note-tx',
        selected ? 'border-accent-line ring-1 ring-accent-line' : 'border-note-line',
      )}
    >
      <FindMark id={id} />
      <StickyNote size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
      <div
        className={clsx('min-w-0 flex-1 break-words', note.height !== undefined && 'nowheel overflow-auto')}
      >
        {editing ? <NoteField note={note} /> : <Shown text={note.text} />}
      </div>
      {selected && !editing && <Corner note={note} />}
    </div>
  );
});

function Shown({ text }: { readonly text: string }) {
  if (text.trim() === '') return <span className="italic opacity-80">{CANVAS_TEXTS.note.empty}</span>;
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
      <NoteText text={text} />
    </Suspense>
  );
}

function NoteField({ note }: { readonly note: FlowNote }) {
  const save = (text: string) => {
    endEditing();
    if (text !== note.text)
      editFlow([{ kind: 'put-note', note: { ...note, text } }], CANVAS_TEXTS.edits.editNote);
  };
  return (
    <textarea
      ref={useField<HTMLTextAreaElement>(note.id, save)}
      aria-label={TEXTS.canvas.noteText}
      placeholder={CANVAS_TEXTS.note.placeholder}
      defaultValue={note.text}
      maxLength={20_000}
      rows={Math.min(16, Math.max(4, note.text.split('\n').length + 1))}
      className="nodrag nowheel nopan mono block w-full resize-none bg-transparent outline-none placeholder:text-note-tx placeholder:opacity-70"
      onBlur={(event) => save(event.currentTarget.value)}
      onContextMenu={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        const done = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey));
        if (!done) return;
        event.stopPropagation();
        const card = event.currentTarget.closest<HTMLElement>('.react-flow__node');
        event.currentTarget.blur();
        card?.focus({ preventScroll: true });
      }}
    />
  );
}

function Corner({ note }: { readonly note: FlowNote }) {
  return (
    <NodeResizeControl
      position="bottom-right"
      variant={ResizeControlVariant.Handle}
      minWidth={LEAST_WIDTH}
      minHeight={LEAST_HEIGHT}
      className="note-resize"
      onResizeEnd={(_, { width, height }) => {
        const grid = (value: number, least: number) => Math.max(least, Math.round(value / GRID) * GRID);
        const sized = { width: grid(width, LEAST_WIDTH), height: grid(height, LEAST_HEIGHT) };
        editFlow([{ kind: 'put-note', note: { ...note, ...sized } }], CANVAS_TEXTS.edits.resizeNote);
      }}
    />
  );
}
