import type { NodeChange, ReactFlowProps } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Point } from '../../core/flow.ts';
import { pointOf } from './canvas-events.ts';
import { canvasZoom, toWindow } from './canvas-instance.ts';
import type { CanvasEdge, CanvasNode } from './canvas-nodes.ts';
import { beginDrag, type Drag, dragShift, placesOf, spliceTarget } from './drag.ts';
import { useDragState } from './drag-state.ts';
import { dropDrag } from './drop-drag.ts';

type Handlers = Pick<
  ReactFlowProps<CanvasNode, CanvasEdge>,
  | 'onNodeDragStart'
  | 'onNodeDrag'
  | 'onNodeDragStop'
  | 'onSelectionDragStart'
  | 'onSelectionDrag'
  | 'onSelectionDragStop'
>;

export interface Dragging {
  readonly handlers: Handlers;
  /** Where dragged things stand now. */
  readonly places: ReadonlyMap<string, Point>;
  /** Takes React Flow's word on where the hand is. */
  readonly follow: (changes: readonly NodeChange<CanvasNode>[]) => void;
  /** False while Ctrl lets go of the grid. */
  readonly snaps: boolean;
}

const NOWHERE: ReadonlyMap<string, Point> = new Map();
const NOTHING = { guides: [], ghosts: [], wire: undefined };

/**
 * Dragging nodes, notes and frames. React Flow follows the pointer; what goes along, where it is drawn to, and what becomes of it is
 * decided here. Alt copies, Ctrl+Alt takes out of the wires, Ctrl lets go of grid and neighbours, Esc puts everything back.
 */
export function useDragging(snap: boolean): Dragging {
  const drag = useRef<Drag | undefined>(undefined);
  const [places, setPlaces] = useState(NOWHERE);
  const [free, setFree] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (drag.current) setFree(event.ctrlKey || event.metaKey);
      if (event.key !== 'Escape' || !drag.current || event.type === 'keyup') return;
      event.stopPropagation();
      drag.current.cancelled = true;
      useDragState.setState(NOTHING);
      setPlaces(NOWHERE);
    };
    window.addEventListener('keydown', onKey, true);
    window.addEventListener('keyup', onKey, true);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      window.removeEventListener('keyup', onKey, true);
    };
  }, []);

  const handlers = useMemo((): Handlers => {
    const start = (event: MouseEvent | TouchEvent, nodes: readonly CanvasNode[]) => {
      drag.current = beginDrag(
        nodes.map(({ id }) => id),
        { alt: event.altKey, ctrl: event.ctrlKey || event.metaKey },
      );
      if (drag.current.mode === 'copy') useDragState.setState({ ghosts: drag.current.boxes });
    };
    const move = (event: MouseEvent | TouchEvent) => {
      const now = drag.current;
      const at = pointOf(event);
      if (!now || now.cancelled || !at || !now.spliceable) return;
      const [box] = now.boxes;
      const middle =
        box && toWindow({ x: box.x + now.by.x + box.width / 2, y: box.y + now.by.y + box.height / 2 });
      const wire = spliceTarget(now, middle ? [at, middle] : [at]);
      if (useDragState.getState().wire !== wire) useDragState.setState({ wire });
    };
    const stop = () => {
      const now = drag.current;
      const { wire } = useDragState.getState();
      drag.current = undefined;
      setPlaces(NOWHERE);
      setFree(false);
      useDragState.setState(NOTHING);
      if (now && !now.cancelled) dropDrag(now, wire);
    };
    return {
      onNodeDragStart: (event, _, nodes) => start(event, nodes),
      onNodeDrag: (event) => move(event),
      onNodeDragStop: stop,
      onSelectionDragStart: (event, nodes) => start(event.nativeEvent, nodes),
      onSelectionDrag: (event) => move(event.nativeEvent),
      onSelectionDragStop: stop,
    };
  }, []);

  const follow = (changes: readonly NodeChange<CanvasNode>[]) => {
    const now = drag.current;
    if (!now || now.cancelled) return;
    for (const change of changes) {
      if (change.type !== 'position' || !change.dragging || !change.position) continue;
      const start = now.starts.get(change.id);
      if (!start) continue;
      const pulled = dragShift(
        now,
        { x: change.position.x - start.x, y: change.position.y - start.y },
        snap && !free ? canvasZoom() : undefined,
      );
      now.by = pulled.by;
      useDragState.setState({ guides: pulled.guides });
      setPlaces(placesOf(now));
      // All dragged things move alike: the first one tells.
      return;
    }
  };
  return { handlers, places, follow, snaps: snap && !free };
}
