import { type Flow, findNode } from '../../core/flow.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { toast } from '../parts/Toast.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import type { Overwritten } from './foreign-changes.ts';
import { nodeTitle } from './node-title.ts';

/** Says that another window has set what was set here a moment ago: its value holds, undo brings this one back. */
export function sayOverwritten(lost: readonly Overwritten[], flow: Flow, catalog: NodeCatalog): void {
  const [first] = lost;
  const node = first && findNode(flow, first.node);
  if (!first || !node) return;
  const label = first.isParam
    ? (catalog.get(node.type)?.params[first.name]?.label ?? first.name)
    : (HISTORY_TEXTS.fields[first.name] ?? first.name);
  toast(HISTORY_TEXTS.overwritten(label, nodeTitle(node, catalog), lost.length - 1), {
    remedy: HISTORY_TEXTS.overwrittenRemedy,
  });
}
