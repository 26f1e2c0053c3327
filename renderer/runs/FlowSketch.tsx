import { clsx } from 'clsx';
import { Minus, Pencil, Plus } from 'lucide-react';
import type { Flow, FlowNode } from '../../core/flow.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { nodeTitle } from '../flow/node-title.ts';
import type { SketchMark } from '../history/sketch-marks.ts';
import { portColour } from '../parts/PortShape.tsx';
import { layoutMiniature, type MiniatureSizes } from '../start/miniature.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';

const SIZES: MiniatureSizes = { node: { width: 148, height: 32 }, gap: { x: 28, y: 16 } };

const MARKS = {
  added: { icon: Plus, colour: 'var(--port-image)' },
  removed: { icon: Minus, colour: 'var(--port-dataset)' },
  changed: { icon: Pencil, colour: 'var(--tx-2)' },
} as const;

/** A flow of the past drawn small: it can be looked at, not changed. A node that is pressed is chosen. */
export function FlowSketch({
  flow,
  label,
  chosen,
  onChoose,
  marks,
}: {
  readonly flow: Flow;
  readonly label: string;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  /** How nodes differ from what the flow is compared with. */
  readonly marks?: ReadonlyMap<string, SketchMark> | undefined;
}) {
  const catalog = useCatalog();
  const places = flow.nodes.map(({ id, type, position }) => ({ id, type, x: position.x, y: position.y }));
  const ends = flow.wires.map(({ from, to }) => [from.node, to.node] as const);
  const { width, height, nodes, wires } = layoutMiniature({ nodes: places, wires: ends }, SIZES);
  const byId = new Map(flow.nodes.map((node) => [node.id, node]));
  const colourOf = (type: string) => {
    const descriptor = catalog.get(type);
    return portColour(descriptor?.outputs[0]?.type ?? descriptor?.inputs[0]?.type);
  };
  return (
    <section
      aria-label={label}
      className="max-h-80 overflow-auto border-line border-y bg-canvas p-4"
      style={{
        backgroundImage: 'radial-gradient(var(--dot) 1px, transparent 1px)',
        backgroundSize: '12px 12px',
      }}
    >
      <div className="relative" style={{ width, height }}>
        <svg aria-hidden width={width} height={height} className="absolute inset-0 overflow-visible">
          {wires.map(({ key, from, path }) => (
            <path key={key} d={path} fill="none" stroke={colourOf(from.type)} strokeWidth={2} />
          ))}
        </svg>
        {nodes.map(({ id, type, x, y }) => {
          const node = byId.get(id);
          return node === undefined ? null : (
            <SketchNode
              key={id}
              node={node}
              title={nodeTitle(node, catalog)}
              icon={catalog.get(type)?.icon}
              colour={colourOf(type)}
              place={{ left: x, top: y, ...SIZES.node }}
              chosen={chosen === id}
              mark={marks?.get(id)}
              onChoose={onChoose}
            />
          );
        })}
      </div>
    </section>
  );
}

function SketchNode({
  node,
  title,
  icon,
  colour,
  place,
  chosen,
  mark,
  onChoose,
}: {
  readonly node: FlowNode;
  readonly title: string;
  readonly icon: string | undefined;
  readonly colour: string;
  readonly place: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly chosen: boolean;
  readonly mark: SketchMark | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const Icon = nodeIcon(icon);
  const Mark = mark && MARKS[mark].icon;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={() => onChoose(node.id)}
      style={place}
      className={clsx(
        'absolute flex items-center gap-2 rounded-6 border bg-bg-3 px-1.5 text-left shadow-1 hover:bg-bg-4',
        chosen ? 'border-accent-line outline outline-1 outline-accent-line' : 'border-line-2',
        node.mode === 'bypassed' && 'border-dashed',
        node.mode === 'muted' && 'opacity-60',
      )}
    >
      <span
        className="relative flex size-5 shrink-0 items-center justify-center rounded-4"
        style={{ color: colour }}
      >
        <span className="absolute inset-0 rounded-4 bg-current opacity-20" />
        <Icon size={13} strokeWidth={1.75} aria-hidden />
      </span>
      <span className="truncate font-medium text-12">{title}</span>
      {Mark && mark && (
        <span
          className="absolute -top-2 -right-2 flex size-4 items-center justify-center rounded-full border border-line-2 bg-bg-2"
          style={{ color: MARKS[mark].colour }}
        >
          <Mark size={10} strokeWidth={2.5} role="img" aria-label={HISTORY_TEXTS.versions.marks[mark]} />
        </span>
      )}
    </button>
  );
}
