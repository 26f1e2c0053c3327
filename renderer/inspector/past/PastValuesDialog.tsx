import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { useState } from 'react';
import { type PastValues, sumImpact } from '../../../core/change-impact.ts';
import type { ValueChange } from '../../../core/compare-flows.ts';
import type { FlowNode } from '../../../core/flow.ts';
import type { NodeDescriptor } from '../../../core/node-descriptor.ts';
import { useDescriptor } from '../../flow/flow-store.ts';
import { formatOf, formatWhen } from '../../format.ts';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { api } from '../../rpc/queries.ts';
import { ValueChangeText } from '../../runs/Marks.tsx';
import { TEXTS } from '../../texts.ts';
import { impactText } from '../impact/present-impact.ts';
import { restoreEdits, restoreValues } from './restore-values.ts';
import { splitChange } from './split-change.ts';

/** What a node's settings were in runs of the past, beside what they are: one value or all can be had back. */
export function PastValuesDialog({
  node,
  first,
  values,
  onClose,
}: {
  readonly node: FlowNode;
  /** The run whose values are shown first. */
  readonly first: number | undefined;
  readonly values: readonly PastValues[];
  readonly onClose: () => void;
}) {
  const descriptor = useDescriptor(node.type);
  const [picked, setPicked] = useState(first);
  const chosen = values.find(({ run }) => run === picked) ?? values[0];
  const params = descriptor?.params ?? {};
  return (
    <Dialog
      open
      onClose={onClose}
      width={760}
      bare
      title={TEXTS.past.title(node.title || descriptor?.title || node.type)}
      footer={
        chosen && (
          <>
            <Price node={node} values={chosen} params={params} />
            <Button kind="main" onClick={() => restore(chosen, chosen.changes)}>
              {TEXTS.past.restoreAll(chosen.run)}
            </Button>
          </>
        )
      }
    >
      {chosen === undefined ? (
        <p className="p-4 text-12 text-tx-2">{TEXTS.past.nothing}</p>
      ) : (
        <div className="flex min-h-60">
          <ul aria-label={TEXTS.past.runs} className="w-52 shrink-0 overflow-auto border-line border-r py-1">
            {values.map((each) => (
              <li key={each.run}>
                <button
                  type="button"
                  aria-current={each === chosen || undefined}
                  onClick={() => setPicked(each.run)}
                  className={clsx(
                    'flex w-full flex-col gap-0.5 px-4 py-2 text-left hover:bg-bg-4',
                    each === chosen && 'bg-accent-soft shadow-[inset_2px_0_0_var(--accent-line)]',
                  )}
                >
                  <span className="truncate font-medium text-12">
                    {TEXTS.past.run(each.run)} {each.title}
                  </span>
                  <span className="text-11 text-tx-3" title={new Date(each.at).toISOString()}>
                    {formatWhen(each.at)}
                    {each.runs > 1 && ` · ${formatOf(each.runs, 'run', 'runs')}`}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <ul className="min-w-0 flex-1 px-4 py-1">
            {chosen.changes.map((change) => (
              <Change
                key={change.name}
                change={change}
                params={params}
                onRestore={() => restore(chosen, [change])}
              />
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );

  function restore({ run }: PastValues, changes: readonly ValueChange[]) {
    restoreValues(node.id, params, changes, run);
    if (chosen && changes.length === chosen.changes.length) onClose();
  }
}

function Change({
  change,
  params,
  onRestore,
}: {
  readonly change: ValueChange;
  readonly params: NodeDescriptor['params'];
  readonly onRestore: () => void;
}) {
  const schema = params[change.name];
  const label = schema?.label ?? change.name;
  return (
    <li className="border-line border-b py-3 last:border-b-0">
      <div className="mb-1 flex items-center justify-between gap-2">
        <h3 className="font-medium text-12">{label}</h3>
        <Button size="small" aria-label={TEXTS.past.restoreOne(label)} onClick={onRestore}>
          {TEXTS.past.restore}
        </Button>
      </div>
      {splitChange(change, schema).map((part) => (
        <div key={part.label} className="mt-1">
          {part.label !== label && <p className="mb-0.5 text-11 text-tx-3">{part.label}</p>}
          <ValueChangeText before={part.before} after={part.after} />
        </div>
      ))}
    </li>
  );
}

/** What restoring all of them would run again. */
function Price({
  node,
  values,
  params,
}: {
  readonly node: FlowNode;
  readonly values: PastValues;
  readonly params: NodeDescriptor['params'];
}) {
  const edits = restoreEdits(node.id, params, values.changes);
  const impact = useQuery(
    // The contract's input is the same with its arrays open for writing.
    api.impact.ofChange.queryOptions({ input: { node: node.id, edits: edits as never } }),
  ).data;
  return (
    <p className="mr-auto self-center text-12 text-tx-2">
      {impactText(sumImpact(impact)) ?? (impact === null ? TEXTS.past.asInLastRun : '')}
    </p>
  );
}
