import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CaptionCost } from '../../core/contract/endpoint.ts';
import { formatCount, formatMoney } from '../format.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { throttle } from '../rpc/throttle.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { ChoiceSection } from './ChoiceRow.tsx';
import { TableCell, TableHead } from './FactsTable.tsx';

const TEXTS = ENDPOINT_TEXTS.costs;
/** A project may have millions of captions: they are added up again only so often, milliseconds. */
const REFRESH_MS = 5000;

const refresh = throttle(REFRESH_MS, () => {
  void queryClient.invalidateQueries({ queryKey: api.endpoint.costs.key() });
});

/** Cost per kept caption, by model and folder, of the open project. */
export function CostSection() {
  const open = useProject((state) => Boolean(state.project));
  const sequence = useProject((state) => state.captionsSequence);
  const costs = useQuery({ ...api.endpoint.costs.queryOptions({ input: {} }), enabled: open });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new caption is the reason
  useEffect(() => refresh(), [sequence]);
  const rows = open ? costs.data : undefined;
  return (
    <ChoiceSection title={TEXTS.title} text={TEXTS.text}>
      {!open && <p className="px-4 py-3 text-12 text-tx-3">{TEXTS.noProject}</p>}
      {rows?.length === 0 && <p className="px-4 py-3 text-12 text-tx-3">{TEXTS.none}</p>}
      {rows && rows.length > 0 && (
        <div className="overflow-x-auto">
          <table aria-label={TEXTS.title} className="w-full border-collapse">
            <TableHead
              columns={[
                { label: TEXTS.columns.model },
                { label: TEXTS.columns.source },
                { label: TEXTS.columns.captions, right: true },
                { label: TEXTS.columns.kept, right: true },
                { label: TEXTS.columns.cost, right: true },
                { label: TEXTS.columns.each, right: true },
              ]}
            />
            <tbody>
              {rows.map((row) => (
                <CostRow key={JSON.stringify([row.model, row.source])} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </ChoiceSection>
  );
}

function CostRow({ row }: { readonly row: CaptionCost }) {
  const { model, source, captions, kept, costUsd, unpriced } = row;
  return (
    <tr className="h-7 border-line border-t" data-testid="caption-cost">
      <TableCell head>{model}</TableCell>
      <TableCell>{source === '' ? TEXTS.gone : source}</TableCell>
      <TableCell number>{formatCount(captions)}</TableCell>
      <TableCell number>{formatCount(kept)}</TableCell>
      <TableCell number {...(unpriced > 0 && { title: TEXTS.unpriced(unpriced) })}>
        {costUsd === undefined ? TEXTS.unknown : TEXTS.cost(costUsd, unpriced)}
      </TableCell>
      <TableCell number>
        {costUsd === undefined ? TEXTS.unknown : kept === 0 ? '–' : formatMoney(costUsd / kept)}
      </TableCell>
    </tr>
  );
}
