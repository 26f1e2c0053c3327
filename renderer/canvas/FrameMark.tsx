import { type NodeProps, NodeResizer } from '@xyflow/react';
import { clsx } from 'clsx';
import { OctagonAlert, ScanSearch } from 'lucide-react';
import { memo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Frame } from '../../core/flow.ts';
import { snap } from '../flow/flow-actions.ts';
import { editFlow, useCatalog, useFlow, useFlowStore } from '../flow/flow-store.ts';
import { formatOf } from '../format.ts';
import { useProject } from '../rpc/project-state.ts';
import { type FrameProgress, frameProgress, nodesInside } from '../seeing/frame-progress.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasNode } from './canvas-nodes.ts';

/** A frame around nodes that belong together, with the number of their problems. */
export const FrameMark = memo(function FrameMark({ id, selected }: NodeProps<CanvasNode>) {
  const frame = useFlowStore((store) => store.state?.flow.frames.find((each) => each.id === id));
  const problems = useFlowStore(useShallow((store) => (frame ? countProblems(frame, store) : 0)));
  const [renaming, setRenaming] = useState(false);
  const catalog = useCatalog();
  const flow = useFlow();
  const progress = useProject(
    useShallow((state) => (frame ? frameProgress(flow, frame, catalog, state.run) : undefined)),
  );
  if (!frame) return null;
  return (
    <div
      className={clsx('size-full rounded-8 border', selected ? 'border-accent-line' : 'border-line-2')}
      style={{ background: 'color-mix(in srgb, var(--bg-2) 55%, transparent)' }}
    >
      <NodeResizer
        isVisible={selected}
        minWidth={120}
        minHeight={80}
        onResizeEnd={(_, box) =>
          editFlow(
            [
              {
                kind: 'put-frame',
                frame: {
                  ...frame,
                  position: snap(box),
                  width: Math.round(box.width),
                  height: Math.round(box.height),
                },
              },
            ],
            TEXTS.edits.frame,
          )
        }
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the double-click is a shortcut; the node itself has the focus */}
      <div
        className="frame-title flex h-8 items-center gap-2 px-3 font-semibold text-12"
        onDoubleClick={() => setRenaming(true)}
      >
        <ScanSearch size={14} strokeWidth={1.75} className="text-tx-3" aria-hidden />
        {renaming ? (
          <input
            ref={(element) => element?.select()}
            aria-label={TEXTS.canvas.frameTitle}
            defaultValue={frame.title}
            maxLength={200}
            className="nodrag min-w-0 flex-1 rounded-3 bg-field px-1"
            onBlur={(event) => {
              setRenaming(false);
              editFlow(
                [{ kind: 'put-frame', frame: { ...frame, title: event.currentTarget.value.trim() } }],
                TEXTS.edits.frame,
              );
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
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
