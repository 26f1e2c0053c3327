import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { findNode } from '../../core/flow.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatMoney } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { FORECAST_TEXTS } from '../texts/forecast.ts';
import { TEXTS } from '../texts.ts';

const MOST_NODES = 6;

/** Where the project's money is: spent, reserved, left behind by kills, and by node. */
export function BudgetFacts() {
  const spend = useProject((state) => state.project?.spendUsd);
  const runState = useProject((state) => state.run?.state);
  const { data, refetch } = useQuery(api.budget.get.queryOptions());
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when to ask again
  useEffect(() => void refetch(), [refetch, spend, runState]);
  const flow = useFlow();
  const catalog = useCatalog();
  if (!data) return null;
  const { settledUsd, reservedUsd, leftBehind, nodes } = data;
  const underWay = Math.max(0, reservedUsd - leftBehind.usd);
  const title = (id: string | undefined) => {
    if (id === undefined) return FORECAST_TEXTS.budget.earlier;
    const node = findNode(flow, id);
    return node ? nodeTitle(node, catalog) : id;
  };
  return (
    <>
      <dl className="flex flex-col gap-1 text-12">
        <Row label={TEXTS.spend.spent} value={formatMoney(settledUsd)} />
        {underWay > 0.00005 && <Row label={TEXTS.spend.reserved} value={formatMoney(underWay)} />}
        {leftBehind.count > 0 && (
          <Row label={FORECAST_TEXTS.budget.leftBehind} value={formatMoney(leftBehind.usd)} warn />
        )}
      </dl>
      {leftBehind.count > 0 && <SettleLeftBehind count={leftBehind.count} usd={leftBehind.usd} />}
      {nodes.length > 0 && (
        <dl className="flex flex-col gap-1 border-line border-t pt-3 text-12">
          <div className="font-medium text-11 text-tx-3">{FORECAST_TEXTS.budget.byNode}</div>
          {nodes.slice(0, MOST_NODES).map(({ node, settledUsd: settled, reservedUsd: reserved }) => (
            <Row
              key={node ?? ''}
              label={title(node)}
              value={FORECAST_TEXTS.budget.nodeSpend(
                formatMoney(settled),
                reserved > 0.00005 ? formatMoney(reserved) : undefined,
              )}
            />
          ))}
        </dl>
      )}
    </>
  );
}

/** A person has looked at the provider's bill and says what the requests that were cut off cost. */
function SettleLeftBehind({ count, usd }: { readonly count: number; readonly usd: number }) {
  // All of it, in whole cents.
  const [value, setValue] = useState<number | string>(Math.ceil(usd * 100 - 1e-6) / 100);
  const valid = typeof value === 'number' && value >= 0 && value <= 1e6;
  const settle = () => {
    if (!valid) return;
    void engine()
      .budget.settleLeftBehind({ usd: value })
      .then(
        () => queryClient.invalidateQueries({ queryKey: api.budget.key() }),
        (thrown: unknown) => {
          const { message, remedy } = errorRecord(thrown);
          toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
        },
      );
  };
  return (
    <div className="flex flex-col gap-2 rounded-4 bg-warn-soft p-3">
      <p className="text-11 text-tx-2">{FORECAST_TEXTS.budget.leftBehindHelp(count)}</p>
      <div className="flex gap-2">
        <NumberField
          label={FORECAST_TEXTS.budget.settleFor}
          start="$"
          min={0}
          max={1e6}
          step={0.01}
          className="flex-1"
          value={typeof value === 'number' ? value : undefined}
          typed={typeof value === 'string' ? value : undefined}
          onValue={setValue}
          invalid={!valid}
        />
        <Button disabled={!valid} onClick={settle}>
          {FORECAST_TEXTS.budget.settle}
        </Button>
      </div>
    </div>
  );
}

function Row({
  label,
  value,
  warn = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly warn?: boolean;
}) {
  return (
    <div className="flex justify-between gap-3">
      <dt className="min-w-0 truncate text-tx-2">{label}</dt>
      <dd className={`mono shrink-0 ${warn ? 'text-warn' : 'text-tx-1'}`}>{value}</dd>
    </div>
  );
}
