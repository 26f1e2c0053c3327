import { findNode, type Point, type Wire } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { freePlace, freshNode, NODE_WIDTH } from '../flow/flow-actions.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { fittingPort, type LooseEnd } from '../flow/rank-fitting.ts';
import { spliceEdits } from '../flow/splice.ts';
import { bestWire, canConnect } from '../flow/wire-fit.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { focusNode, viewCentre } from './canvas-instance.ts';

/** A wire that ends in the empty: the new node is joined to it. */
export interface LooseWire extends LooseEnd {
  readonly node: string;
  readonly port: string;
}

/**
 * Adds a node of a type. At `position` where one is given; otherwise right of the one chosen node, wired to it where the
 * ports fit, or in the middle of the view. It is joined to a loose wire, or put into one.
 */
export function addNode(type: NodeDescriptor, position?: Point, loose?: LooseWire, into?: Wire): void {
  const flow = currentFlow();
  const { catalog } = useFlowStore.getState();
  const { selection } = useScreen.getState();
  const only =
    selection.length === 1 && selection[0] !== undefined ? findNode(flow, selection[0]) : undefined;
  const beside = position === undefined && !into && only ? only : undefined;
  const centre = viewCentre();
  const place =
    position ??
    freePlace(
      flow,
      beside
        ? { x: beside.position.x + (beside.width ?? NODE_WIDTH) + 60, y: beside.position.y }
        : { x: centre.x - NODE_WIDTH / 2, y: centre.y - 60 },
    );
  const node = freshNode(flow, type, place);
  const edits: FlowEdit[] = [{ kind: 'add-node', node }];
  const fitting = loose ? fittingPort(type, loose) : undefined;
  if (into) {
    edits.push(...(spliceEdits(applyEdits(flow, edits), catalog, into, node) ?? []));
  } else if (loose && fitting !== undefined) {
    const here = { node: node.id, port: fitting };
    const there = { node: loose.node, port: loose.port };
    edits.push({
      kind: 'connect',
      wire: loose.side === 'output' ? { from: there, to: here } : { from: here, to: there },
    });
  } else if (beside) {
    const wire = bestWire(catalog, beside, node);
    if (wire && canConnect({ ...flow, nodes: [...flow.nodes, node] }, catalog, wire))
      edits.push({ kind: 'connect', wire });
  }
  editFlow(edits, into ? CANVAS_TEXTS.edits.splice(type.title) : TEXTS.edits.add(type.title));
  selectNodes([node.id]);
  focusNode(node.id);
}
