import { type DragEvent, useMemo } from 'react';
import type { Point } from '../../core/flow.ts';
import { NODE_WIDTH } from '../flow/flow-actions.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { takeDrop } from '../native/take-drop.ts';
import { toast } from '../parts/Toast.tsx';
import { openPath } from '../start/open-project.ts';
import { addNode } from './add-node.ts';
import { toCanvas } from './canvas-instance.ts';
import { wireThatTakes } from './drag.ts';
import { draggedType, setPaletteType, useDragState } from './drag-state.ts';
import { wireAt } from './hit-test.ts';
import { DRAG_TYPE } from './palette-drag.ts';
import { takeFolder } from './take-folder.ts';

/** An id that no node has: what is dragged out of the palette is in no flow yet. */
const NEW = '';

interface DropHandlers {
  readonly onDragOver: (event: DragEvent) => void;
  readonly onDragLeave: (event: DragEvent) => void;
  readonly onDrop: (event: DragEvent) => void;
}

/** What is dropped on the canvas from outside: a node type of the palette, on a wire or beside it, or files of the system. */
export function useDropping(): DropHandlers {
  return useMemo(
    () => ({
      onDragOver: (event) => {
        event.preventDefault();
        const type = draggedType();
        if (type === undefined) return;
        event.dataTransfer.dropEffect = 'copy';
        const wire = wireUnder(type, { x: event.clientX, y: event.clientY });
        if (useDragState.getState().wire !== wire) useDragState.setState({ wire });
      },
      onDragLeave: (event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to))
          useDragState.setState({ wire: undefined });
      },
      onDrop: (event) => {
        event.preventDefault();
        const type = useFlowStore.getState().catalog.get(event.dataTransfer.getData(DRAG_TYPE));
        setPaletteType(undefined);
        useDragState.setState({ wire: undefined });
        if (type) {
          const pointer = { x: event.clientX, y: event.clientY };
          const at = toCanvas(pointer);
          const wire = wireUnder(type.type, pointer);
          addNode(
            type,
            { x: at.x - NODE_WIDTH / 2, y: at.y - 16 },
            undefined,
            wire === undefined ? undefined : wireThatTakes(wire, { id: NEW, type: type.type }),
          );
        } else if (event.dataTransfer.files.length > 0) void takeFiles(event.dataTransfer);
      },
    }),
    [],
  );
}

function wireUnder(type: string, at: Point): string | undefined {
  const wire = wireAt([at]);
  return wire !== undefined && wireThatTakes(wire, { id: NEW, type }) ? wire : undefined;
}

async function takeFiles(data: DataTransfer): Promise<void> {
  const dropped = await takeDrop(data, 'project', () => undefined);
  if (dropped.kind === 'folder') takeFolder(dropped.path);
  else if (dropped.kind === 'project') void openPath(dropped.path);
  else toast(dropped.message, { remedy: dropped.remedy });
}
