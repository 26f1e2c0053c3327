import { type NodeProps, NodeResizer } from '@xyflow/react';
import { OctagonAlert, ScanSearch } from 'lucide-react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Frame, FrameColour } from '../../core/flow.ts';
import { snap } from '../flow/flow-actions.ts';
import { editFlow, useCatalog, useFlow, useFlowStore } from '../flow/flow-store.ts';
import { formatOf } from '../format.ts';
import { useProject } from '../rpc/project-state.ts';
import { type FrameProgress, frameProgress, nodesInside } from '../seeing/frame-progress.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasNode } from './canvas-nodes.ts';
import { beginEditing, endEditing, useEditing, useField } from './editing.ts';
import { FindMark } from './FindMark.tsx';

/** The tokens that a frame's colours stand for; both themes have them. */
const COLOURS: Readonly<Record<FrameColour, string>> = {
  blue: 'var(--port-image)',
  teal: 'var(--port-prompted-image)',
  yellow: 'var(--port-caption)',
  orange: 'var(--port-dataset)',
  pink: 'var(--port-model)',
};

export function frameColour(colour: FrameColour | undefined): string {
  return colour ? COLOURS[colour] : 'var(--line-3)';
}

/**
 * A frame around nodes that belong together, with the number of their problems. Only its title and its edges take the pointer, so
 * that what stands in it, and the canvas between, is reached as if there were no frame.
 */
export const FrameMark = memo(function FrameMark({ id, selected }: NodeProps<CanvasNode>) {
  const frame = useFlowStore((store) => store.state?.flow.frames.find((each) => each.id === id));
  const problems = useFlowStore(useShallow((store) => (frame ? countProblems(frame, store) : 0)));
  const editing = useEditing((state) => state.id === id);
  const catalog = useCatalog();
  const flow = useFlow();
  const progress = useProject(
    useShallow((state) => (frame ? frameProgress(flow, frame, catalog, state.run) : undefined)),
  );
  if (!frame) return null;
  const tint = frameColour(frame.colour);
  return (
    <div
      className="relative size-full rounded-8 border"
      style={{
        background: frame.colour
          ? `color-mix(in srgb, ${tint} 8%, transparent)`
          : 'color-mix(in srgb, var(--bg-2) 55%, transparent)',
        borderColor: selected
          ? 'var(--accent-line)'
          : frame.colour
            ? `color-mix(in srgb, ${tint} 55%, transparent)`
            : 'var(--line-2)',
      }}
    >
      <FindMark id={id} />
      <NodeResizer
        isVisible={selected && !editing}
        minWidth={120}
        minHeight={80}
        handleClassName="frame-handle pointer-events-auto"
        lineClassName="frame-edge pointer-events-auto"
        onResizeEnd={(_, box) => put({ ...frame, ...snapped(box) }, CANVAS_TEXTS.edits.resizeFrame)}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the node itself has the focus */}
      <div
        className="frame-title pointer-events-auto flex h-8 items-center gap-2 rounded-t-8 px-3 font-semibold text-12"
        style={{ background: frame.colour && `color-mix(in srgb, ${tint} 14%, transparent)` }}
        onDoubleClick={() => beginEditing(id)}
      >
        <ScanSearch
          size={14}
          strokeWidth={1.75}
          style={{ color: frame.colour ? tint : 'var(--tx-3)' }}
          aria-hidden
        />
        {editing ? (
          <TitleField frame={frame} />
        ) : (
          <span className="min-w-0 flex-1 truncate">{frame.title}</span>
        )}
        {progress && <Progress progress={progress} />}
        {problems > 0 && (
          <span className="flex items-center gap-1 font-normal text-err">
            <OctagonAlert size={12} strokeWidth={1.75} aria-hidden />
            {formatOf(problems, 'problem', 'problems')}
          </span>
        )}
      </div>
    </div>
  );
});

function TitleField({ frame }: { readonly frame: Frame }) {
  const rename = (title: string) => {
    endEditing();
    if (title !== frame.title) put({ ...frame, title }, CANVAS_TEXTS.edits.renameFrame);
  };
  return (
    <input
      ref={useField<HTMLInputElement>(frame.id, rename)}
      aria-label={TEXTS.canvas.frameTitle}
      defaultValue={frame.title}
      maxLength={200}
      className="nodrag nopan min-w-0 flex-1 rounded-3 bg-field px-1"
      onContextMenu={(event) => event.stopPropagation()}
      onBlur={(event) => rename(event.currentTarget.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = frame.title;
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.stopPropagation();
        const mark = event.currentTarget.closest<HTMLElement>('.react-flow__node');
        event.currentTarget.blur();
        mark?.focus({ preventScroll: true });
      }}
    />
  );
}

function put(frame: Frame, label: string): void {
  editFlow([{ kind: 'put-frame', frame }], label);
}

function snapped({
  x,
  y,
  width,
  height,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}) {
  const size = snap({ x: width, y: height });
  return { position: snap({ x, y }), width: size.x, height: size.y };
}

/** What the frame's nodes have done of what they will do. */
function Progress({ progress }: { readonly progress: FrameProgress }) {
  const { done, expected, what, note } = progress;
  if (note !== undefined) return <span className="truncate font-normal text-11 text-tx-3">{note}</span>;
  const share = expected === undefined ? undefined : Math.min(1, done / Math.max(1, expected));
  return (
    <span className="flex shrink-0 items-center gap-2 font-normal text-tx-2">
      <span className="mono">{SEEING_TEXTS.frame.progress(done, expected, what)}</span>
      {share !== undefined && share < 1 && (
        <span aria-hidden className="h-1 w-12 overflow-hidden rounded-full bg-track">
          <span className="block h-full bg-accent-line" style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </span>
  );
}

function countProblems(frame: Frame, store: ReturnType<typeof useFlowStore.getState>): number {
  const inside = new Set(store.state ? nodesInside(store.state.flow, frame) : []);
  return (store.state?.confirmed.problems ?? []).filter(
    (problem) => problem.severity === 'error' && problem.node !== undefined && inside.has(problem.node),
  ).length;
}
