import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Segmented } from '../parts/Segmented.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { offeredFilters, shownTemplates, type TemplateFilter } from './filter-templates.ts';
import { SampleCard } from './SampleCard.tsx';
import { TemplateCard } from './TemplateCard.tsx';

const TEXTS = START_TEXTS.templates;

/** Flows to start from, each drawn small. */
export function Templates({ search }: { readonly search: string }) {
  const templates = useQuery(api.project.templates.queryOptions());
  const [chosen, setChosen] = useState<TemplateFilter>('all');
  const all = templates.data ?? [];
  const filters = offeredFilters(all);
  // The last one of a kind may have been removed.
  const filter = filters.includes(chosen) ? chosen : 'all';
  const found = shownTemplates(all, { search, filter });
  const withSample =
    templates.data !== undefined &&
    (filter === 'all' || filter === 'offline') &&
    START_TEXTS.sample.title.toLowerCase().includes(search.trim().toLowerCase());
  // Whoever has no project yet sees first what it is about.
  const recent = useQuery(api.project.recent.queryOptions({ staleTime: 0 }));
  const sampleFirst = recent.data?.length === 0;
  return (
    <section aria-labelledby="templates-title">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="templates-title" className="font-semibold text-15">
          {TEXTS.title}
        </h2>
        <Segmented
          label={TEXTS.filter}
          value={filter}
          segments={filters.map((value) => ({ value, label: TEXTS.filters[value] }))}
          onValue={(value) => setChosen(filters.find((each) => each === value) ?? 'all')}
        />
      </div>
      {templates.isError && (
        <p role="alert" className="text-12 text-err">
          {errorRecord(templates.error).message}
        </p>
      )}
      {templates.data && found.length === 0 && !withSample && (
        <p className="text-12 text-tx-3">{TEXTS.nothing(search.trim())}</p>
      )}
      <div className="grid grid-cols-1 gap-3 @[520px]:grid-cols-2 @[840px]:grid-cols-3 @[1240px]:grid-cols-4">
        {withSample && sampleFirst && <SampleCard />}
        {found.map((template) => (
          <TemplateCard key={template.id} template={template} />
        ))}
        {withSample && !sampleFirst && <SampleCard />}
      </div>
    </section>
  );
}
