import { useQuery } from '@tanstack/react-query';
import { formatCount, formatWhen } from '../format.ts';
import { api } from '../rpc/queries.ts';
import { DiffSide } from '../runs/Marks.tsx';
import { ARTIFACT_TEXTS } from '../texts/artifacts.ts';
import { presentCard } from './present-card.ts';

/** The dataset that a node made last, with what it has noted of it: counts, and examples of what it changed. */
export function ArtifactCard({ node }: { readonly node: string }) {
  const { data, isPending } = useQuery(api.dataset.list.queryOptions());
  const made = data
    ?.filter((artifact) => artifact.node === node)
    .reduce(
      (latest, one) => (latest && latest.id > one.id ? latest : one),
      data.find((one) => one.node === node),
    );
  if (isPending) return null;
  if (!made) return <p className="p-4 text-12 text-tx-3">{ARTIFACT_TEXTS.none}</p>;
  const { figures, lists, changes } = presentCard(made.card);
  return (
    <section aria-label={ARTIFACT_TEXTS.name} className="border-line border-b px-4 pt-3 pb-4">
      <h3 className="flex items-baseline gap-2 font-semibold text-12">
        <span className="min-w-0 truncate">{made.title}</span>
        <span className="mono ml-auto shrink-0 font-normal text-tx-3">{formatWhen(made.createdAt)}</span>
      </h3>
      <p className="mb-2 flex gap-2 text-11 text-tx-3">
        <span className="shrink-0">{ARTIFACT_TEXTS.records(formatCount(made.count))}</span>
        <span className="mono min-w-0 truncate" title={made.digest}>
          {made.digest}
        </span>
      </p>
      <dl className="text-12">
        {figures.map(({ title, value }) => (
          <div key={title} className="flex justify-between gap-4 py-0.5">
            <dt className="text-tx-2">{title}</dt>
            <dd className="mono min-w-0 break-words text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {lists.map(({ title, entries }) => (
        <div key={title} className="mt-3">
          <h4 className="mb-1 font-medium text-11 text-tx-2">{title}</h4>
          <ul className="mono text-tx-2">
            {entries.map((entry) => (
              <li key={entry} className="truncate" title={entry}>
                {entry}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {changes.map(({ title, entries }) => (
        <div key={title} className="mt-3">
          <h4 className="mb-1 font-medium text-11 text-tx-2">{title}</h4>
          <ul className="flex flex-col gap-2">
            {entries.map((entry) => (
              <li key={entry.name} className="rounded-4 bg-bg-3 p-2">
                <p className="mono mb-1 truncate text-tx-3">{entry.name}</p>
                <p className="break-words text-12">
                  <DiffSide before={entry.before} after={entry.after} side="before" />
                </p>
                <p className="mt-1 break-words text-12">
                  <DiffSide before={entry.before} after={entry.after} side="after" />
                </p>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
