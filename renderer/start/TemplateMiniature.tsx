import type { TemplateInfo } from '../../core/contract/project.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { portColour } from '../parts/PortShape.tsx';
import { START_TEXTS } from '../texts/start.ts';
import { layoutMiniature, MINI_NODE } from './miniature.ts';

const ICON = 13;

/** A template's flow drawn small, on the canvas's own ground. */
export function TemplateMiniature({ template }: { readonly template: TemplateInfo }) {
  const catalog = useCatalog();
  const { width, height, nodes, wires } = layoutMiniature(template);
  const colourOf = (type: string) => {
    const descriptor = catalog.get(type);
    return portColour(descriptor?.outputs[0]?.type ?? descriptor?.inputs[0]?.type);
  };
  return (
    <div
      className="flex h-32 items-center justify-center bg-canvas px-4"
      style={{
        backgroundImage: 'radial-gradient(var(--dot) 1px, transparent 1px)',
        backgroundSize: '12px 12px',
      }}
    >
      <svg
        role="img"
        aria-label={START_TEXTS.templates.miniature(nodes.length)}
        viewBox={`-1 -1 ${width + 2} ${height + 2}`}
        className="max-h-24 w-full"
        style={{ maxWidth: width * 1.15 }}
      >
        {wires.map(({ key, from, path }) => (
          <path key={key} d={path} fill="none" stroke={colourOf(from.type)} strokeWidth={1.75} />
        ))}
        {nodes.map((node) => {
          const Icon = nodeIcon(catalog.get(node.type)?.icon);
          return (
            <g key={node.id} transform={`translate(${node.x} ${node.y})`} color={colourOf(node.type)}>
              <rect
                width={MINI_NODE.width}
                height={MINI_NODE.height}
                rx={4}
                fill="var(--bg-3)"
                stroke="var(--line-2)"
              />
              <rect x={8} y={2} width={20} height={20} rx={4} fill="currentColor" opacity={0.2} />
              <Icon
                x={(MINI_NODE.width - ICON) / 2}
                y={(MINI_NODE.height - ICON) / 2}
                size={ICON}
                strokeWidth={1.75}
              />
            </g>
          );
        })}
      </svg>
    </div>
  );
}
