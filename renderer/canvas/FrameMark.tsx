import { type NodeProps, NodeResizer } from '@xyflow/react';
import { clsx } from 'clsx';
import { OctagonAlert, ScanSearch } from 'lucide-react';
import { memo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Frame } from '../../core/flow.ts';
import { snap } from '../flow/flow-actions.ts';
import { editFlow, useFlowStore } from '../flow/flow-store.ts';
import { formatOf } from '../format.ts';
import { TEXTS } from '../texts.ts';
import type { CanvasNode } from './canvas-nodes.ts';

/** A frame around nodes that belong together, with the number of their problems. */
export const FrameMark = memo(function FrameMark({ id, selected }: NodeProps<CanvasNode>) {
  const frame = useFlowStore((store) => store.state?.flow.frames.find((each) => each.id === id));
  const problems = useFlowStore(useShallow((store) => (frame ? countProblems(frame, store) : 0)));
  const [renaming, setRenaming] = useState(false);
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

function countProblems(frame: Frame, store: ReturnType<typeof useFlowStore.getState>): number {
  const inside = new Set(
    (store.state?.flow.nodes ?? [])
      .filter(
        ({ position: { x, y } }) =>
          x >= frame.position.x &&
          y >= frame.position.y &&
          x <= frame.position.x + frame.width &&
          y <= frame.position.y + frame.height,
      )
      .map((node) => node.id),
  );
  return (store.state?.confirmed.problems ?? []).filter(
    (problem) => problem.severity === 'error' && problem.node !== undefined && inside.has(problem.node),
  ).length;
}
