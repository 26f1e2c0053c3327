import { Handle, Position } from '@xyflow/react';
import { clsx } from 'clsx';
import { useShallow } from 'zustand/react/shallow';
import { EMPTY_FLOW, type FlowNode } from '../../core/flow.ts';
import { wiresFrom, wiresInto } from '../../core/flow-graph.ts';
import type { NodeDescriptor, PortDescriptor } from '../../core/node-descriptor.ts';
import { PORT_LABELS, type PortType } from '../../core/port.ts';
import { useFlowStore } from '../flow/flow-store.ts';
import { formatCount } from '../format.ts';
import { PortShape, portColour } from '../parts/PortShape.tsx';
import { TEXTS } from '../texts.ts';
import { portKey, useDragWire } from './drag-wire.ts';

/** A port as a card shows it; without a type where only a wire knows of it. */
export type CardPort = Pick<PortDescriptor, 'name' | 'label'> & { readonly type: PortType | undefined };

/** Zone 2: inputs at the left edge, outputs at the right, 20 a row. Ports of wires that the type does not know stay visible. */
export function NodePorts({
  node,
  descriptor,
  counts,
}: {
  readonly node: FlowNode;
  readonly descriptor: NodeDescriptor | undefined;
  readonly counts: Readonly<Record<string, number>> | undefined;
}) {
  const { inputs, outputs } = useCardPorts(node.id, descriptor);
  const rows = Math.max(inputs.length, outputs.length);
  const passes = node.mode === 'bypassed' ? (outputs[0]?.type ?? inputs[0]?.type) : undefined;
  return (
    <div className={clsx('pt-0.5 pb-0.5', node.mode === 'muted' && '[&_svg]:opacity-50')}>
      {Array.from({ length: rows }, (_, row) => {
        const input = inputs[row];
        const output = outputs[row];
        return (
          <div
            key={`${input?.name ?? ''}>${output?.name ?? ''}`}
            className="relative flex h-5 items-center gap-2 px-3 text-11 text-tx-2"
          >
            {input && <PortHandle node={node.id} side="input" port={input} />}
            {input && <span className="truncate">{input.label}</span>}
            {passes && input && output && row === 0 ? (
              <span className="h-0.5 flex-1" style={{ background: portColour(passes) }} />
            ) : (
              <span className="flex-1" />
            )}
            {output && (
              <span className="truncate text-right">
                {output.label}
                {output.name === 'rejected' && counts?.rejected !== undefined && (
                  <span className="mono"> {formatCount(counts.rejected)}</span>
                )}
              </span>
            )}
            {output && <PortHandle node={node.id} side="output" port={output} />}
          </div>
        );
      })}
    </div>
  );
}

function PortHandle({
  node,
  side,
  port,
}: {
  readonly node: string;
  readonly side: 'input' | 'output';
  readonly port: CardPort;
}) {
  const fits = useDragWire((state) => state.fitting?.has(portKey(node, side, port.name)) ?? true);
  const type = port.type ? PORT_LABELS[port.type] : TEXTS.canvas.portGone;
  return (
    <Handle
      type={side === 'input' ? 'target' : 'source'}
      position={side === 'input' ? Position.Left : Position.Right}
      id={port.name}
      isConnectable={port.type !== undefined}
      aria-label={
        side === 'input' ? TEXTS.canvas.portIn(port.label, type) : TEXTS.canvas.portOut(port.label, type)
      }
      title={type}
      role="img"
      data-port={`${node}.${port.name}`}
      className={clsx('port-handle', fits ? 'port-fits' : 'opacity-30')}
    >
      <PortShape type={port.type} />
    </Handle>
  );
}

/** The ports of a card: those of its type, and those that wires lead to though the type does not know them. */
export function useCardPorts(
  id: string,
  descriptor: NodeDescriptor | undefined,
): { readonly inputs: readonly CardPort[]; readonly outputs: readonly CardPort[] } {
  const wiredIn = useFlowStore(
    useShallow((store) => wiresInto(store.state?.flow ?? EMPTY_FLOW, id).map((wire) => wire.to.port)),
  );
  const wiredOut = useFlowStore(
    useShallow((store) => wiresFrom(store.state?.flow ?? EMPTY_FLOW, id).map((wire) => wire.from.port)),
  );
  return { inputs: withGone(descriptor?.inputs, wiredIn), outputs: withGone(descriptor?.outputs, wiredOut) };
}

/** Which ports of a card only wires know, as one text: empty for most cards. */
export function useGonePorts(id: string, descriptor: NodeDescriptor | undefined): string {
  return useFlowStore(({ state }) => {
    const flow = state?.flow ?? EMPTY_FLOW;
    const gone = [
      unknownTo(
        descriptor?.inputs,
        wiresInto(flow, id).map((wire) => wire.to.port),
      ),
      unknownTo(
        descriptor?.outputs,
        wiresFrom(flow, id).map((wire) => wire.from.port),
      ),
    ];
    return gone.some((names) => names.length > 0) ? JSON.stringify(gone) : '';
  });
}

function withGone(
  known: readonly PortDescriptor[] | undefined,
  wired: readonly string[],
): readonly CardPort[] {
  const gone = unknownTo(known, wired).map((name) => ({ name, label: name, type: undefined }));
  return [...(known ?? []), ...gone];
}

function unknownTo(
  known: readonly PortDescriptor[] | undefined,
  wired: readonly string[],
): readonly string[] {
  return [...new Set(wired)].filter((name) => !known?.some((port) => port.name === name));
}
