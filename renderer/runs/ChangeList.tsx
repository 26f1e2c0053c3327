import { ArrowRight, Minus, Pencil, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  type FlowDifference,
  isSameFlow,
  isSameWork,
  type NodeChange,
  type ValueChange,
} from '../../core/compare-flows.ts';
import type { RunComparison } from '../../core/compare-runs.ts';
import type { FlowNode, Wire } from '../../core/flow.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatBytes } from '../format.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { ValueChangeText } from './Marks.tsx';
import { presentSide, presentValue } from './present-value.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.compared;

/** What was changed between two runs: flow, options, models, versions and hardware. */
export function ChangeList({ comparison }: { readonly comparison: RunComparison }) {
  const { flow, options, models, environment, nodes } = comparison;
  const titleOf = (id: string) => nodes.find((node) => node.id === id)?.title ?? id;
  const nothing = flow && isSameFlow(flow) && options.length + models.length + environment.length === 0;
  return (
    <Card title={TEXTS.changed}>
      <ul className="border-line border-t">
        {nothing && <li className="px-3 py-2.5 text-12 text-tx-2">{TEXTS.nothing}</li>}
        {flow === undefined && <li className="px-3 py-2.5 text-12 text-tx-2">{TEXTS.flowUnknown}</li>}
        {flow && <FlowChanges flow={flow} nodes={nodes} />}
        {models.map(({ node, changes }) => (
          <Values key={`model ${node}`} title={titleOf(node)} changes={changes} names={TEXTS.fields} />
        ))}
        {options.length > 0 && (
          <Values title={TEXTS.optionsHead} changes={options} names={RUNS_TEXTS.options as never} />
        )}
        {environment.length > 0 && (
          <Values title={TEXTS.environmentHead} changes={environment} names={RUNS_TEXTS.environment} />
        )}
      </ul>
    </Card>
  );
}

function FlowChanges({
  flow,
  nodes,
}: {
  readonly flow: FlowDifference;
  readonly nodes: RunComparison['nodes'];
}) {
  const catalog = useCatalog();
  const titleOf = (id: string) => nodes.find((node) => node.id === id)?.title ?? id;
  const nameOf = (node: FlowNode) => nodeTitle(node, catalog);
  const moved = flow.changed.filter(({ fields }) => fields.some(({ name }) => name === 'position')).length;
  return (
    <>
      {flow.added.map((node) => (
        <Line key={node.id} sign="added" title={TEXTS.added(nameOf(node))} />
      ))}
      {flow.removed.map((node) => (
        <Line key={node.id} sign="removed" title={TEXTS.removed(nameOf(node))} />
      ))}
      {flow.changed.map((change) => (
        <NodeChanges
          key={change.id}
          change={change}
          title={titleOf(change.id)}
          type={nodes.find(({ id }) => id === change.id)?.type}
        />
      ))}
      <Wires wires={flow.wiresAdded} sign="added" titleOf={titleOf} />
      <Wires wires={flow.wiresRemoved} sign="removed" titleOf={titleOf} />
      {!isSameFlow(flow) && isSameWork(flow) && <Line sign="changed" title={TEXTS.onlyLooks} />}
      {moved > 0 && !isSameWork(flow) && <Line sign="changed" title={TEXTS.moved(moved)} />}
      {flow.nodeOrder !== undefined && <Line sign="changed" title={TEXTS.order} />}
    </>
  );
}

function NodeChanges({
  change,
  title,
  type,
}: {
  readonly change: NodeChange;
  readonly title: string;
  /** As it ran; unknown where it did not. */
  readonly type: string | undefined;
}) {
  const catalog = useCatalog();
  const schemas = type === undefined ? undefined : catalog.get(type)?.params;
  const fields = change.fields.filter(({ name }) => name !== 'position' && name !== 'width');
  if (fields.length + change.params.length === 0) return null;
  return (
    <Line sign="changed" title={title}>
      {fields.map(({ name, before, after }) => (
        <Row key={name} name={TEXTS.fields[name] ?? name}>
          <ValueChangeText
            before={name === 'type' ? typeTitle(before) : presentValue(before)}
            after={name === 'type' ? typeTitle(after) : presentValue(after)}
          />
        </Row>
      ))}
      {change.params.map(({ name, before, after }) => (
        <Row key={name} name={schemas?.[name]?.label ?? name}>
          <ValueChangeText
            before={presentSide(before, schemas?.[name])}
            after={presentSide(after, schemas?.[name])}
          />
        </Row>
      ))}
    </Line>
  );

  function typeTitle(value: ValueChange['before']): string {
    return (typeof value === 'string' ? catalog.get(value)?.title : undefined) ?? presentValue(value);
  }
}

function Wires({
  wires,
  sign,
  titleOf,
}: {
  readonly wires: readonly Wire[];
  readonly sign: 'added' | 'removed';
  readonly titleOf: (id: string) => string;
}) {
  return wires.map(({ from, to }) => (
    <Line
      key={`${from.node}.${from.port} ${to.node}.${to.port}`}
      sign={sign}
      title={sign === 'added' ? TEXTS.wireAdded : TEXTS.wireRemoved}
    >
      <p className="mono flex flex-wrap items-center gap-1">
        {titleOf(from.node)} · {from.port}
        <ArrowRight size={12} strokeWidth={1.75} className="text-tx-3" aria-label="→" />
        {titleOf(to.node)} · {to.port}
      </p>
    </Line>
  ));
}

function Values({
  title,
  changes,
  names,
}: {
  readonly title: string;
  readonly changes: readonly ValueChange[];
  readonly names: Readonly<Record<string, string>>;
}) {
  const text = (name: string, value: ValueChange['before']) =>
    name === 'memoryBytes' && typeof value === 'number' ? formatBytes(value) : presentValue(value);
  return (
    <Line sign="changed" title={title}>
      {changes.map(({ name, before, after }) => (
        <Row key={name} name={names[name] ?? name}>
          <ValueChangeText before={text(name, before)} after={text(name, after)} />
        </Row>
      ))}
    </Line>
  );
}

const SIGNS = { added: Plus, removed: Minus, changed: Pencil } as const;
const COLOURS = {
  added: 'var(--port-image)',
  removed: 'var(--port-dataset)',
  changed: 'var(--tx-3)',
} as const;

function Line({
  sign,
  title,
  children,
}: {
  readonly sign: keyof typeof SIGNS;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const Icon = SIGNS[sign];
  return (
    <li className="flex gap-2 border-line border-b px-3 py-2 last:border-b-0">
      <Icon
        size={14}
        strokeWidth={1.75}
        className="mt-px shrink-0"
        style={{ color: COLOURS[sign] }}
        aria-hidden
      />
      <div className="min-w-0 flex-1">
        <h3 className="font-medium text-12">{title}</h3>
        {children}
      </div>
    </li>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="mt-1 grid grid-cols-[minmax(96px,160px)_1fr] gap-3">
      <span className="text-12 text-tx-2">{name}</span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}
