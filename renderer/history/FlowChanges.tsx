import { ArrowRight, Minus, Pencil, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  type FlowDifference,
  isSameFlow,
  isSameWork,
  type NodeChange,
  type ValueChange,
} from '../../core/compare-flows.ts';
import type { FlowNode, Wire } from '../../core/flow.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { ValueChangeText } from '../runs/Marks.tsx';
import { presentSide, presentValue } from '../runs/present-value.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';

const TEXTS = RUNS_TEXTS.compared;

/** In what one flow differs from another, a line for each node, wire and kind of change. */
export function FlowChanges({
  flow,
  titleOf,
  typeOf,
}: {
  readonly flow: FlowDifference;
  readonly titleOf: (id: string) => string;
  /** Of a node that is in both; its schema names the settings. */
  readonly typeOf: (id: string) => string | undefined;
}) {
  const catalog = useCatalog();
  const nameOf = (node: FlowNode) => nodeTitle(node, catalog);
  const moved = flow.changed.filter(({ fields }) => fields.some(({ name }) => name === 'position')).length;
  return (
    <>
      {flow.added.map((node) => (
        <ChangeLine key={node.id} sign="added" title={TEXTS.added(nameOf(node))} />
      ))}
      {flow.removed.map((node) => (
        <ChangeLine key={node.id} sign="removed" title={TEXTS.removed(nameOf(node))} />
      ))}
      {flow.changed.map((change) => (
        <NodeChanges key={change.id} change={change} title={titleOf(change.id)} type={typeOf(change.id)} />
      ))}
      <Wires wires={flow.wiresAdded} sign="added" titleOf={titleOf} />
      <Wires wires={flow.wiresRemoved} sign="removed" titleOf={titleOf} />
      {!isSameFlow(flow) && isSameWork(flow) && <ChangeLine sign="changed" title={TEXTS.onlyLooks} />}
      {moved > 0 && !isSameWork(flow) && <ChangeLine sign="changed" title={TEXTS.moved(moved)} />}
      {marksOf(flow.notes) > 0 && (
        <ChangeLine sign="changed" title={HISTORY_TEXTS.versions.notes(marksOf(flow.notes))} />
      )}
      {marksOf(flow.frames) > 0 && (
        <ChangeLine sign="changed" title={HISTORY_TEXTS.versions.frames(marksOf(flow.frames))} />
      )}
      {flow.nodeOrder !== undefined && <ChangeLine sign="changed" title={TEXTS.order} />}
    </>
  );
}

function marksOf({ added, removed, changed }: FlowDifference['notes'] | FlowDifference['frames']): number {
  return added.length + removed.length + changed.length;
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
    <ChangeLine sign="changed" title={title}>
      {fields.map(({ name, before, after }) => (
        <ChangeRow key={name} name={TEXTS.fields[name] ?? name}>
          <ValueChangeText
            before={name === 'type' ? typeTitle(before) : presentValue(before)}
            after={name === 'type' ? typeTitle(after) : presentValue(after)}
          />
        </ChangeRow>
      ))}
      {change.params.map(({ name, before, after }) => (
        <ChangeRow key={name} name={schemas?.[name]?.label ?? name}>
          <ValueChangeText
            before={presentSide(before, schemas?.[name])}
            after={presentSide(after, schemas?.[name])}
          />
        </ChangeRow>
      ))}
    </ChangeLine>
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
    <ChangeLine
      key={`${from.node}.${from.port} ${to.node}.${to.port}`}
      sign={sign}
      title={sign === 'added' ? TEXTS.wireAdded : TEXTS.wireRemoved}
    >
      <p className="mono flex flex-wrap items-center gap-1">
        {titleOf(from.node)} · {from.port}
        <ArrowRight size={12} strokeWidth={1.75} className="text-tx-3" aria-label="→" />
        {titleOf(to.node)} · {to.port}
      </p>
    </ChangeLine>
  ));
}

const SIGNS = { added: Plus, removed: Minus, changed: Pencil } as const;
const COLOURS = {
  added: 'var(--port-image)',
  removed: 'var(--port-dataset)',
  changed: 'var(--tx-3)',
} as const;

/** One change with its sign. */
export function ChangeLine({
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

/** One value that changed, with its name. */
export function ChangeRow({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="mt-1 grid grid-cols-[minmax(96px,160px)_1fr] gap-3">
      <span className="text-12 text-tx-2">{name}</span>
      <span className="min-w-0">{children}</span>
    </div>
  );
}
