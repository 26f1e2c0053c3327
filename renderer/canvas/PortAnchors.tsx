import { clsx } from 'clsx';
import { portKey, useDragWire } from './drag-wire.ts';
import type { PortPlace } from './settled-card.ts';

/**
 * Where the ports of a card stand whose zones are not drawn. React Flow asks the page once where handles are, and knows them by these classes
 * and attributes; wires end there. While a wire is drawn they say which card takes it.
 */
export function PortAnchors({
  node,
  ports,
}: {
  readonly node: string;
  readonly ports: readonly PortPlace[];
}) {
  const fitting = useDragWire((state) => state.fitting);
  return ports.map(({ id, type, position, x, y, width, height }) => (
    <i
      key={`${type} ${id}`}
      className={clsx(
        type,
        'pointer-events-none absolute',
        fitting?.has(portKey(node, type === 'target' ? 'input' : 'output', id)) && 'port-fits',
      )}
      data-handleid={id}
      data-handlepos={position}
      style={{ left: x, top: y, width, height }}
    />
  ));
}
