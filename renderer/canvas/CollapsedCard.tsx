import { Handle, Position } from '@xyflow/react';
import { clsx } from 'clsx';
import type { FlowNode } from '../../core/flow.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS } from '../../core/port.ts';
import { PortShape } from '../parts/PortShape.tsx';
import { TEXTS } from '../texts.ts';
import { portKey, useDragWire } from './drag-wire.ts';
import { type CardPort, useCardPorts } from './NodePorts.tsx';

const HEIGHT = 32;

/** The ports of a collapsed card, gathered at the edges of its title bar: all of them are there, and wires go on leading to them. */
export function GatheredPorts({
  node,
  descriptor,
}: {
  readonly node: FlowNode;
  readonly descriptor: NodeDescriptor | undefined;
}) {
  const { inputs, outputs } = useCardPorts(node.id, descriptor);
  return (
    <>
      {inputs.map((port, index) => (
        <Gathered
          key={port.name}
          node={node.id}
          side="input"
          port={port}
          top={(HEIGHT * (index + 1)) / (inputs.length + 1)}
        />
      ))}
      {outputs.map((port, index) => (
        <Gathered
          key={port.name}
          node={node.id}
          side="output"
          port={port}
          top={(HEIGHT * (index + 1)) / (outputs.length + 1)}
        />
      ))}
    </>
  );
}

function Gathered({
  node,
  side,
  port,
  top,
}: {
  readonly node: string;
  readonly side: 'input' | 'output';
  readonly port: CardPort;
  readonly top: number;
}) {
  const fits = useDragWire((state) => state.fitting?.has(portKey(node, side, port.name)) ?? true);
  const type = port.type ? PORT_LABELS[port.type] : TEXTS.canvas.portGone;
  const name =
    side === 'input' ? TEXTS.canvas.portIn(port.label, type) : TEXTS.canvas.portOut(port.label, type);
  return (
    <Handle
      type={side === 'input' ? 'target' : 'source'}
      position={side === 'input' ? Position.Left : Position.Right}
      id={port.name}
      isConnectable={port.type !== undefined}
      aria-label={name}
      title={`${port.label}: ${type}`}
      role="img"
      style={{ top }}
      data-port={`${node}.${port.name}`}
      className={clsx('port-handle', fits ? 'port-fits' : 'opacity-30')}
    >
      <PortShape type={port.type} />
    </Handle>
  );
}
