import { type ReactFlowProps, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { selectNodes, useScreen } from '../app/screen.ts';
import type { Box } from '../flow/arrange.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { chosenByBox } from '../flow/frames.ts';
import { boxesNow } from './boxes.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';

type Handlers = Required<
  Pick<ReactFlowProps<CanvasNode, CanvasEdge>, 'onSelectionStart' | 'onSelectionEnd' | 'onNodeClick'>
>;

/**
 * Choosing with the hand. React Flow draws the box and says what it touches while it grows; what is chosen in the end is decided here. It
 * remembers what the last box held and says nothing where the next one holds the same from its first step, as with a quick hand, though
 * all was let go meanwhile. And it keeps several chosen when one of them is pressed.
 */
export function useBoxChoice(): Handlers {
  const store = useStoreApi<CanvasNode, CanvasEdge>();
  const box = useRef<Omit<Box, 'id'> | undefined>(undefined);
  useEffect(
    () =>
      store.subscribe(({ userSelectionActive, userSelectionRect }) => {
        if (userSelectionActive && userSelectionRect) box.current = userSelectionRect;
      }),
    [store],
  );
  return useMemo(
    () => ({
      onSelectionStart: () => {
        box.current = undefined;
      },
      onSelectionEnd: () => {
        if (!box.current) return;
        const { x, y, width, height } = box.current;
        const [left, top, zoom] = store.getState().transform;
        const area = {
          x: (x - left) / zoom,
          y: (y - top) / zoom,
          width: width / zoom,
          height: height / zoom,
        };
        const frames = new Set(currentFlow().frames.map(({ id }) => id));
        selectNodes(chosenByBox(area, boxesNow(), frames));
      },
      onNodeClick: (event, { id }) => {
        const adds = event.shiftKey || event.ctrlKey || event.metaKey;
        if (!adds && useScreen.getState().selection.length > 1) selectNodes([id]);
      },
    }),
    [store],
  );
}
