import { currentFlow, editFlow } from '../flow/flow-store.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';

/** Shows these nodes as title bars only, or in full again where all of them are. */
export function toggleCollapsed(ids: readonly string[]): void {
  const chosen = new Set(ids);
  const nodes = currentFlow().nodes.filter(({ id }) => chosen.has(id));
  const collapsed = !nodes.every((node) => node.collapsed);
  editFlow(
    nodes.map(({ id }) => ({ kind: 'set-node' as const, id, collapsed })),
    collapsed ? CANVAS_TEXTS.edits.collapse : CANVAS_TEXTS.edits.expand,
  );
}
