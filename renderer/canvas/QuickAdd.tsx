import { useMemo } from 'react';
import { findNode } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS } from '../../core/port.ts';
import { currentFlow, useCatalog } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { rankFitting } from '../flow/rank-fitting.ts';
import { spliceWires } from '../flow/splice.ts';
import { portAt } from '../flow/wire-fit.ts';
import { PickPanel } from '../parts/PickPanel.tsx';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { addNode } from './add-node.ts';
import { nodeColour } from './NodeCard.tsx';
import { inPaletteOrder, searchInOrder } from './palette-search.ts';
import { type QuickAddRequest, useQuickAdd } from './quick-add-state.ts';

/** A list of node types at a point; with a loose wire only those that fit it. */
export function QuickAdd({ request }: { readonly request: QuickAddRequest }) {
  const catalog = useCatalog();
  const { at, wire, into } = request;
  const fitting = useMemo(() => offered(catalog, request), [catalog, request]);
  const title = into
    ? CANVAS_TEXTS.commands.insertNode
    : wire
      ? TEXTS.palette.quickAddFits(PORT_LABELS[wire.type])
      : TEXTS.palette.quickAdd;
  const find = (search: string) => [
    {
      entries: searchInOrder(fitting, search).map((type) => ({
        id: type.type,
        title: type.title,
        icon: <TypeIcon type={type} />,
        hint: TEXTS.palette.categories[type.category],
        act: () => addNode(type, request.place, wire, into),
      })),
    },
  ];
  return (
    <PickPanel
      title={title}
      name={TEXTS.palette.quickAdd}
      label={TEXTS.palette.find}
      placeholder={wire || into ? title : TEXTS.palette.find}
      at={at}
      find={find}
      nothing={(search) => (fitting.length === 0 ? TEXTS.palette.nothingFits : TEXTS.palette.nothing(search))}
      onClose={() => useQuickAdd.setState({ request: undefined })}
    />
  );
}

function TypeIcon({ type }: { readonly type: NodeDescriptor }) {
  const Icon = nodeIcon(type.icon);
  return (
    <Icon size={14} strokeWidth={1.75} className="shrink-0" style={{ color: nodeColour(type) }} aria-hidden />
  );
}

/** The types that the list offers, in its order before anything is searched: all, those a loose wire fits, or those that fit into a wire. */
function offered(catalog: NodeCatalog, { wire, into }: QuickAddRequest): readonly NodeDescriptor[] {
  const types = inPaletteOrder([...catalog.values()]);
  const flow = currentFlow();
  if (into) {
    const from = portAt(flow, catalog, { ...into.from, side: 'output' });
    const fits = types.filter(({ type }) => spliceWires(flow, catalog, into, { id: '', type }) !== undefined);
    return from
      ? rankFitting(fits, { side: 'output', type: from.type, ...categoryOf(into.from.node) })
      : fits;
  }
  return wire ? rankFitting(types, { ...wire, ...categoryOf(wire.node) }) : types;

  function categoryOf(id: string) {
    const category = catalog.get(findNode(flow, id)?.type ?? '')?.category;
    return category && { category };
  }
}
