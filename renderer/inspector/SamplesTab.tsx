import { useQuery } from '@tanstack/react-query';
import { type Peek, useScreen } from '../app/screen.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { api } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';
import { SampleRow } from './SampleRow.tsx';

const FILTERS = ['all', 'kept', 'rejected', 'failed'] as const;

/** The latest samples of a node, or of one of its ports or outcomes. */
export function SamplesTab({ node }: { readonly node: string }) {
  const peek = useScreen((state) => (state.peek?.node === node ? state.peek : undefined));
  const outcome = peek?.outcome;
  const port = peek?.port;
  const { data, isPending } = useQuery({
    ...api.run.samples.queryOptions({
      input: { node, limit: 100, ...(outcome && { outcome }), ...(port && { port }) },
    }),
    placeholderData: (before) => before,
  });
  const choose = (value: string) => {
    const next: Peek = value === 'all' ? { node } : { node, outcome: value as NonNullable<Peek['outcome']> };
    useScreen.setState({ peek: next });
  };
  return (
    <div>
      <div className="sticky top-0 z-10 flex items-center gap-2 border-line border-b bg-bg-2 px-4 py-2">
        <Segmented
          label={TEXTS.inspector.filterName}
          value={outcome ?? 'all'}
          small
          segments={FILTERS.map((value) => ({ value, label: TEXTS.inspector.filter[value] }))}
          onValue={choose}
        />
        {port !== undefined && <span className="mono truncate text-tx-3">{port}</span>}
      </div>
      {!isPending && (data?.length ?? 0) === 0 ? (
        <p className="p-4 text-12 text-tx-3">
          {outcome === undefined
            ? TEXTS.inspector.noSamples
            : TEXTS.inspector.noneOf(TEXTS.inspector.filter[outcome].toLowerCase())}
        </p>
      ) : (
        <ul>
          {data?.map((record) => (
            <SampleRow key={`${record.sample.id} ${record.at} ${record.port ?? ''}`} record={record} />
          ))}
        </ul>
      )}
    </div>
  );
}
