import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { findNode } from '../../core/flow.ts';
import type { NodeCatalog, NodeDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS } from '../../core/port.ts';
import { currentFlow, useCatalog } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { rankFitting } from '../flow/rank-fitting.ts';
import { spliceWires } from '../flow/splice.ts';
import { portAt } from '../flow/wire-fit.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS } from '../texts.ts';
import { addNode } from './add-node.ts';
import { nodeColour } from './NodeCard.tsx';
import { inPaletteOrder, searchInOrder } from './palette-search.ts';
import { type QuickAddRequest, useQuickAdd } from './quick-add-state.ts';

const WIDTH = 280;
const HEIGHT = 320;

/** A list of node types at a point; with a loose wire only those that fit it. */
export function QuickAdd() {
  const request = useQuickAdd((state) => state.request);
  return request ? <QuickAddList key={`${request.at.x},${request.at.y}`} request={request} /> : null;
}

function QuickAddList({ request }: { readonly request: QuickAddRequest }) {
  const catalog = useCatalog();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(document.activeElement);
  const { wire } = request;
  const fitting = useMemo(() => offered(catalog, request), [catalog, request]);
  const found = searchInOrder(fitting, search);
  const name = request.into
    ? CANVAS_TEXTS.commands.insertNode
    : wire
      ? TEXTS.palette.quickAddFits(PORT_LABELS[wire.type])
      : TEXTS.palette.quickAdd;
  const close = () => {
    useQuickAdd.setState({ request: undefined });
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
  };
  const choose = (index: number) => {
    const type = found[index];
    if (!type) return;
    close();
    addNode(type, request.place, wire, request.into);
  };
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target))
        useQuickAdd.setState({ request: undefined });
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => window.removeEventListener('pointerdown', onDown, true);
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={name}
      style={{
        width: WIDTH,
        maxHeight: HEIGHT,
        left: Math.max(8, Math.min(request.at.x, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(request.at.y, window.innerHeight - HEIGHT - 8)),
      }}
      className="appear fixed z-40 flex flex-col rounded-8 border border-line-2 bg-bg-3 shadow-2"
    >
      <div className="flex h-9 shrink-0 items-center gap-2 border-line border-b px-2.5">
        <Search size={14} strokeWidth={1.75} className="text-tx-3" aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: the list was asked for to be typed into
          autoFocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls="quick-add-list"
          aria-activedescendant={`quick-add-${active}`}
          aria-label={TEXTS.palette.find}
          placeholder={wire || request.into ? name : TEXTS.palette.find}
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
            else if (event.key === 'Enter') choose(active);
            else if (event.key === 'Escape' || event.key === 'Tab') close();
            else return;
            event.preventDefault();
          }}
          className="h-full min-w-0 flex-1 bg-transparent text-12 outline-none placeholder:text-tx-3"
        />
      </div>
      <div
        id="quick-add-list"
        role="listbox"
        aria-label={TEXTS.palette.quickAdd}
        className="min-h-0 overflow-auto p-1"
      >
        {found.length === 0 && (
          <p className="p-2 text-tx-3">
            {fitting.length === 0 ? TEXTS.palette.nothingFits : TEXTS.palette.nothing(search)}
          </p>
        )}
        {found.map((type, index) => {
          const Icon = nodeIcon(type.icon);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys (active descendant)
            <div
              key={type.type}
              id={`quick-add-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' });
              }}
              onPointerMove={() => setActive(index)}
              onClick={() => choose(index)}
              className={clsx(
                'flex h-7 items-center gap-2 rounded-4 px-2 text-12',
                index === active && 'bg-bg-4',
              )}
            >
              <Icon size={14} strokeWidth={1.75} style={{ color: nodeColour(type) }} aria-hidden />
              <span className="truncate">{type.title}</span>
              <span className="ml-auto text-11 text-tx-3">{TEXTS.palette.categories[type.category]}</span>
            </div>
          );
        })}
      </div>
    </div>
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
