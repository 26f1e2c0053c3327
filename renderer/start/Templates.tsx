import { useQuery } from '@tanstack/react-query';
import { Cloud, type LucideIcon, Unplug, Workflow } from 'lucide-react';
import { useState } from 'react';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { pickImages } from './bring-in-state.ts';
import { createProject } from './open-project.ts';
import { SampleCard } from './SampleCard.tsx';
import { sortTemplates, takesFolder } from './sort-templates.ts';
import { TemplateMiniature } from './TemplateMiniature.tsx';

const TEXTS = START_TEXTS.templates;
const NEED_ICONS: Readonly<Record<string, LucideIcon>> = { offline: Unplug, endpoint: Cloud };

/** Flows to start from, each drawn small. */
export function Templates({ search }: { readonly search: string }) {
  const templates = useQuery(api.project.templates.queryOptions());
  const [filter, setFilter] = useState('all');
  const words = search.trim().toLowerCase();
  const found = sortTemplates(templates.data ?? []).filter(
    ({ title, summary, needs }) =>
      `${title} ${summary}`.toLowerCase().includes(words) && (filter === 'all' || needs.includes(filter)),
  );
  const withSample = templates.data !== undefined && START_TEXTS.sample.title.toLowerCase().includes(words);
  // Whoever has no project yet sees first what it is about.
  const recent = useQuery(api.project.recent.queryOptions({ staleTime: 0 }));
  const sampleFirst = recent.data?.length === 0;
  return (
    <section aria-labelledby="templates-title">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 id="templates-title" className="font-semibold text-15">
          {TEXTS.title}
        </h2>
        <Segmented
          label={TEXTS.filter}
          value={filter}
          segments={[
            { value: 'all', label: TEXTS.all },
            { value: 'offline', label: TEXTS.offline },
          ]}
          onValue={setFilter}
        />
      </div>
      {templates.isError && (
        <p role="alert" className="text-12 text-err">
          {errorRecord(templates.error).message}
        </p>
      )}
      {templates.data && found.length === 0 && !withSample && words !== '' && (
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

function TemplateCard({ template }: { readonly template: TemplateInfo }) {
  const { id, title, summary, needs, nodes } = template;
  const use = () => void (takesFolder(template) ? pickImages({ id, title }) : createProject(id));
  return (
    <article className="flex flex-col overflow-hidden rounded-6 border border-line-2 bg-bg-3">
      <TemplateMiniature template={template} />
      <div className="flex flex-1 flex-col gap-1 border-line border-t p-3">
        <h3 className="font-semibold text-13">{title}</h3>
        <p className="text-12 text-tx-2">{summary}</p>
        <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-2">
          {needs.map((need) => (
            <Chip key={need} tone={need === 'offline' ? 'ok' : 'plain'} icon={NEED_ICONS[need]}>
              {TEXTS.needs[need] ?? need}
            </Chip>
          ))}
          <Chip icon={Workflow}>{TEXTS.nodes(nodes.length)}</Chip>
          <Button size="small" className="ml-auto" aria-label={TEXTS.useThis(title)} onClick={use}>
            {TEXTS.use}
          </Button>
        </div>
      </div>
    </article>
  );
}
