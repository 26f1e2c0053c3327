import { useMutation, useQuery } from '@tanstack/react-query';
import { Pencil, Plus, RotateCcw, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { PriceEntry } from '../../core/contract/endpoint.ts';
import { priceRowId } from '../../core/endpoint.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { engine } from '../rpc/client.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { ChoiceSection } from './ChoiceRow.tsx';
import { TableCell, TableHead } from './FactsTable.tsx';
import { PriceForm } from './PriceForm.tsx';
import { ShowAll } from './ShowAll.tsx';

const TEXTS = ENDPOINT_TEXTS.prices;
const SHOWN = 6;

/** The price table: what comes with the app, changed and added to by the user. */
export function PriceSection() {
  const prices = useQuery(api.endpoint.prices.queryOptions());
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  /** Id of the row that is edited; `''` is a new one. */
  const [open, setOpen] = useState<string>();
  const take = (entries: readonly PriceEntry[]) => {
    queryClient.setQueryData(api.endpoint.prices.queryKey(), entries);
    void queryClient.invalidateQueries({ queryKey: api.captioner.endpoints.key() });
    setOpen(undefined);
  };
  const restore = useMutation({
    mutationFn: (id: string) => engine().endpoint.restorePrice({ id }),
    onSuccess: take,
  });
  const words = search.trim().toLowerCase();
  const found = prices.data?.filter(({ row }) => `${row.host} ${row.models.join(' ')}`.includes(words)) ?? [];
  const shown = all || words !== '' ? found : found.slice(0, SHOWN);
  return (
    <ChoiceSection
      title={TEXTS.title}
      text={TEXTS.text}
      action={
        <Button size="small" icon={Plus} onClick={() => setOpen('')}>
          {TEXTS.add}
        </Button>
      }
    >
      <div className="flex items-center px-4 py-2">
        <TextField
          className="w-72"
          icon={Search}
          aria-label={TEXTS.search}
          placeholder={TEXTS.search}
          value={search}
          onValue={setSearch}
        />
      </div>
      {open === '' && <PriceForm onSaved={take} onCancel={() => setOpen(undefined)} />}
      <div className="overflow-x-auto">
        <table aria-label={TEXTS.title} className="w-full border-collapse border-line border-t">
          <TableHead
            columns={[
              { label: TEXTS.columns.models },
              { label: TEXTS.columns.host },
              { label: TEXTS.columns.input, right: true },
              { label: TEXTS.columns.cached, right: true },
              { label: TEXTS.columns.output, right: true },
              { label: TEXTS.columns.batch, right: true },
              { label: TEXTS.columns.asOf, right: true },
              { label: '' },
            ]}
          />
          <tbody>
            {shown.map((entry) =>
              open === priceRowId(entry.row) ? (
                <tr key={priceRowId(entry.row)}>
                  <td colSpan={8} className="p-0">
                    <PriceForm entry={entry} onSaved={take} onCancel={() => setOpen(undefined)} />
                  </td>
                </tr>
              ) : (
                <PriceLine
                  key={priceRowId(entry.row)}
                  entry={entry}
                  onEdit={() => setOpen(priceRowId(entry.row))}
                  onRestore={() => restore.mutate(priceRowId(entry.row))}
                />
              ),
            )}
          </tbody>
        </table>
      </div>
      {prices.data && found.length === 0 && <p className="px-4 py-3 text-12 text-tx-3">{TEXTS.none}</p>}
      <ShowAll
        shown={shown.length}
        count={found.length}
        text={TEXTS.showAll(found.length)}
        onShow={() => setAll(true)}
      />
    </ChoiceSection>
  );
}

function PriceLine({
  entry,
  onEdit,
  onRestore,
}: {
  readonly entry: PriceEntry;
  readonly onEdit: () => void;
  readonly onRestore: () => void;
}) {
  const { row, state } = entry;
  const model = row.models[0] ?? '';
  return (
    <tr className="h-7 border-line border-t" data-testid="price-row">
      <TableCell head title={row.models.join(', ')}>
        <span className="mono">{model}</span>{' '}
        {state !== 'shipped' && <Chip tone="accent">{state === 'own' ? TEXTS.own : TEXTS.changed}</Chip>}
      </TableCell>
      <TableCell>
        <span className="mono">{row.host}</span>
      </TableCell>
      <TableCell number>{TEXTS.price(row.inputPerMillion)}</TableCell>
      <TableCell number>{TEXTS.price(row.cachedInputPerMillion)}</TableCell>
      <TableCell number>{TEXTS.price(row.outputPerMillion)}</TableCell>
      <TableCell number>{TEXTS.pair(row.batchInputPerMillion, row.batchOutputPerMillion)}</TableCell>
      <TableCell number>{row.asOf}</TableCell>
      <td className="w-16 pr-3 text-right whitespace-nowrap">
        {state !== 'shipped' && (
          <IconButton
            icon={state === 'own' ? Trash2 : RotateCcw}
            size={24}
            iconSize={14}
            label={state === 'own' ? TEXTS.remove(model) : TEXTS.restore(model)}
            onClick={onRestore}
          />
        )}
        <IconButton icon={Pencil} size={24} iconSize={14} label={TEXTS.edit(model)} onClick={onEdit} />
      </td>
    </tr>
  );
}
