import { ChevronDown, ChevronRight, Search } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS, type PortType } from '../../core/port.ts';
import { useKeys } from '../commands/registry.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { PortShape } from '../parts/PortShape.tsx';
import { TextField } from '../parts/TextField.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { TEXTS } from '../texts.ts';
import { addNode } from './add-node.ts';
import { setPaletteType } from './drag-state.ts';
import { nodeColour } from './NodeCard.tsx';
import { DRAG_TYPE } from './palette-drag.ts';
import { paletteSections, searchNodes } from './palette-search.ts';

/** Node types by category: found by search, dragged to the canvas, or added by press or Enter. */
export function Palette({ onAdded }: { readonly onAdded?: () => void }) {
  const catalog = useCatalog();
  const [search, setSearch] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const keys = useKeys('canvas.add-node');
  const types = [...catalog.values()];
  const found = searchNodes(types, search);
  const searching = search.trim() !== '';
  const add = (type: NodeDescriptor) => {
    addNode(type);
    onAdded?.();
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="shrink-0 p-2">
        <TextField
          className="w-full"
          icon={Search}
          aria-label={TEXTS.palette.find}
          placeholder={TEXTS.palette.find}
          data-region-start=""
          value={search}
          onValue={setSearch}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && found[0] && searching) add(found[0]);
            if (event.key === 'Escape') setSearch('');
          }}
          end={keys && <Kbd keys={keys} />}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-auto pb-2">
        {searching ? (
          <ul>
            {found.map((type) => (
              <PaletteRow key={type.type} type={type} onAdd={add} />
            ))}
            {found.length === 0 && <p className="px-3 py-2 text-tx-3">{TEXTS.palette.nothing(search)}</p>}
          </ul>
        ) : (
          paletteSections(types).map(({ category, types: members }) => {
            const open = !closed.has(category);
            const toggle = () => {
              const next = new Set(closed);
              if (open) next.add(category);
              else next.delete(category);
              setClosed(next);
            };
            const Chevron = open ? ChevronDown : ChevronRight;
            return (
              <section key={category}>
                <button
                  type="button"
                  aria-expanded={open}
                  onClick={toggle}
                  className="flex h-6 w-full items-center gap-1.5 px-2.5 font-semibold text-12 text-tx-2 hover:text-tx-1 focus-visible:-outline-offset-2"
                >
                  <Chevron size={12} strokeWidth={1.75} className="text-tx-3" aria-hidden />
                  {TEXTS.palette.categories[category]}
                  <span className="mono ml-auto font-normal text-tx-3">{members.length}</span>
                </button>
                {open && (
                  <ul>
                    {members.map((type) => (
                      <PaletteRow key={type.type} type={type} onAdd={add} />
                    ))}
                  </ul>
                )}
              </section>
            );
          })
        )}
      </div>
      <PortLegend />
    </div>
  );
}

function PaletteRow({
  type,
  onAdd,
}: {
  readonly type: NodeDescriptor;
  readonly onAdd: (type: NodeDescriptor) => void;
}) {
  const Icon = nodeIcon(type.icon);
  const colour = nodeColour(type);
  return (
    <li>
      <Tooltip text={type.summary} side="right">
        <button
          type="button"
          draggable
          aria-label={TEXTS.palette.add(type.title)}
          onDragStart={(event: DragEvent) => {
            event.dataTransfer.setData(DRAG_TYPE, type.type);
            event.dataTransfer.effectAllowed = 'copy';
            setPaletteType(type.type);
          }}
          onDragEnd={() => setPaletteType(undefined)}
          onClick={() => onAdd(type)}
          className="flex h-6 w-full items-center gap-2 pr-2 pl-6.5 text-left text-12 text-tx-1 hover:bg-bg-4 focus-visible:-outline-offset-2"
        >
          <span
            className="flex size-4.5 shrink-0 items-center justify-center rounded-4"
            style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
          >
            <Icon size={12} strokeWidth={1.75} aria-hidden />
          </span>
          <span className="truncate">{type.title}</span>
        </button>
      </Tooltip>
    </li>
  );
}

const LEGEND: readonly PortType[] = ['image', 'dataset', 'prompted-image', 'model', 'caption', 'evaluation'];

function PortLegend() {
  return (
    <ul
      aria-label={TEXTS.palette.ports}
      className="grid shrink-0 grid-cols-[auto_auto] justify-between gap-x-1 gap-y-1 border-line border-t px-2 py-2 text-11 text-tx-2"
    >
      {LEGEND.map((type) => (
        <li key={type} className="flex items-center gap-1 whitespace-nowrap">
          <PortShape type={type} size={10} ground="var(--bg-2)" />
          {PORT_LABELS[type]}
        </li>
      ))}
    </ul>
  );
}
