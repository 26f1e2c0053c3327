import type { Flow } from '../../../core/flow.ts';
import { useScreen } from '../../app/screen.ts';
import { currentFlow, editFlow, useFlowStore } from '../../flow/flow-store.ts';
import { toast } from '../../parts/Toast.tsx';
import { CANVAS_TEXTS } from '../../texts/canvas.ts';
import { boxesNow } from '../boxes.ts';
import { startView, viewSize } from '../canvas-instance.ts';
import { layOut } from './elk-worker.ts';
import { foldLayers } from './fold-layers.ts';
import { layoutEdits, layoutTask, placesFrom } from './layout-graph.ts';
import { useLayout } from './layout-state.ts';

/** Lays out what is chosen, or the whole flow where fewer than two nodes are. */
export async function layOutFlow(): Promise<void> {
  if (useLayout.getState().running) return;
  const flow = currentFlow();
  const boxes = boxesNow();
  const chosen = new Set(useScreen.getState().selection);
  const some = flow.nodes.filter(({ id }) => chosen.has(id)).length > 1;
  const task = layoutTask(flow, useFlowStore.getState().catalog, boxes, some ? chosen : undefined);
  if (!task) return;
  useLayout.setState({ running: true });
  try {
    const placed = placesFrom(await layOut(task.graph));
    const whole = !some && task.frames.length === 0;
    const edits = layoutEdits(flow, boxes, task, whole ? foldLayers(placed, viewSize()) : placed);
    if (isChanged(flow, currentFlow())) {
      sayChanged();
      return;
    }
    editFlow(edits, CANVAS_TEXTS.edits.layout);
    if (!some) requestAnimationFrame(() => requestAnimationFrame(startView));
  } catch {
    toast(CANVAS_TEXTS.layout.failed, { tone: 'err', remedy: CANVAS_TEXTS.layout.failedRemedy });
  } finally {
    useLayout.setState({ running: false });
  }
}

/** Whether something stands elsewhere by now, or is another thing: what was worked out would cover or miss it. */
function isChanged(before: Flow, now: Flow): boolean {
  return before.nodes !== now.nodes || before.notes !== now.notes || before.frames !== now.frames;
}

function sayChanged(): void {
  const { changed, changedRemedy, again } = CANVAS_TEXTS.layout;
  toast(changed, { remedy: changedRemedy, action: { label: again, onPress: () => void layOutFlow() } });
}
