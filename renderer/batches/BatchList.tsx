import { RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ProviderBatch, ProviderBatchPlan } from '../../core/contract/provider-batch.ts';
import { startRun } from '../app/run-control.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { BATCH_TEXTS } from '../texts/batches.ts';
import { BatchFailures } from './BatchFailures.tsx';
import { BatchRow } from './BatchRow.tsx';
import { readyCount } from './batch-status.ts';
import { cancelBatch, refreshBatches } from './batches-state.ts';

/** How often ages are written anew, milliseconds. */
const AGE_MS = 5000;

/** What would be sent, what is under way, and what it came to. */
export function BatchList({
  batches,
  plans,
}: {
  readonly batches: readonly ProviderBatch[];
  readonly plans: readonly ProviderBatchPlan[];
}) {
  const [failures, setFailures] = useState<number>();
  const [cancelling, setCancelling] = useState<number>();
  const running = useProject((state) => isRunActive(state.run));
  const now = useNow();
  const ready = readyCount(batches);
  const busy = batches.some(({ collected, sentAt }) => !collected && sentAt !== undefined);
  return (
    <>
      {(busy || !running) && (
        <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1 text-12">
          {!running && ready > 0 && <span>{BATCH_TEXTS.ready(ready)}</span>}
          {!running && plans.map((plan) => <PlanLine key={plan.node} plan={plan} />)}
          <span className="ml-auto flex gap-1.5">
            {busy && (
              <Button size="small" icon={RefreshCw} onClick={() => void refreshBatches()}>
                {BATCH_TEXTS.refresh}
              </Button>
            )}
            {ready > 0 && !running && (
              <Button size="small" onClick={() => void startRun()}>
                {BATCH_TEXTS.run}
              </Button>
            )}
          </span>
        </div>
      )}
      {batches.length === 0 ? (
        <p className="p-4 text-12 text-tx-2">{BATCH_TEXTS.none}</p>
      ) : (
        <table className="w-full text-12">
          <thead className="sticky top-0 z-1 bg-bg-2">
            <tr className="h-7 text-11 text-tx-3">
              {BATCH_TEXTS.columns.map((column) => (
                <th
                  key={column}
                  scope="col"
                  className={`px-4 font-medium ${['Answered', 'Failed', 'Cost'].includes(column) ? 'text-right' : 'text-left'}`}
                >
                  {column}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {batches.map((batch) => (
              <BatchRow
                key={batch.id}
                batch={batch}
                now={now}
                onFailures={() => setFailures(batch.id)}
                onCancel={() => setCancelling(batch.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      {failures !== undefined && <BatchFailures id={failures} onClose={() => setFailures(undefined)} />}
      {cancelling !== undefined && <CancelDialog id={cancelling} onClose={() => setCancelling(undefined)} />}
    </>
  );
}

function PlanLine({ plan }: { readonly plan: ProviderBatchPlan }) {
  const catalog = useCatalog();
  const node = useFlow().nodes.find(({ id }) => id === plan.node);
  const { requests, batches, counted, worstUsd, directWorstUsd } = plan;
  return (
    <p className="flex items-center gap-2" data-testid="batch-plan">
      <span className="font-medium">{node ? nodeTitle(node, catalog) : plan.node}</span>
      <span className="text-tx-2">
        {requests === 0 ? BATCH_TEXTS.planEmpty : BATCH_TEXTS.plan(requests, batches, counted)}
        {requests > 0 && ' · '}
        {requests > 0 &&
          (worstUsd === undefined || directWorstUsd === undefined
            ? BATCH_TEXTS.planNoPrice
            : BATCH_TEXTS.planCost(worstUsd, directWorstUsd))}
      </span>
    </p>
  );
}

function CancelDialog({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={BATCH_TEXTS.cancelTitle(id)}
      footer={
        <>
          <Button onClick={onClose}>{BATCH_TEXTS.keep}</Button>
          <Button
            kind="danger"
            onClick={() => {
              onClose();
              void cancelBatch(id);
            }}
          >
            {BATCH_TEXTS.cancel}
          </Button>
        </>
      }
    >
      <p className="text-12 text-tx-1">{BATCH_TEXTS.cancelText}</p>
    </Dialog>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), AGE_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
