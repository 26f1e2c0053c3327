import { useQuery } from '@tanstack/react-query';
import { FolderX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RecentProject } from '../../core/contract/project.ts';
import { formatWhen } from '../format.ts';
import { Chip } from '../parts/Chip.tsx';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { openPath } from './open-project.ts';

const TEXTS = START_TEXTS.recent;
const SHOWN = 8;

/** What was open before, newest first. */
export function RecentProjects({ search, head }: { readonly search: string; readonly head: ReactNode }) {
  const recent = useQuery(api.project.recent.queryOptions({ staleTime: 0 }));
  const words = search.trim().toLowerCase();
  const found = (recent.data ?? [])
    .filter(({ name, path }) => `${name} ${path}`.toLowerCase().includes(words))
    .slice(0, SHOWN);
  return (
    <section aria-labelledby="recent-title" className="mb-7">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 id="recent-title" className="font-semibold text-15">
          {TEXTS.title}
        </h2>
        {head}
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-3">
        {found.map((project) => (
          <RecentCard key={project.path} project={project} />
        ))}
      </div>
      {recent.data?.length === 0 && <p className="text-12 text-tx-3">{TEXTS.none}</p>}
    </section>
  );
}

function RecentCard({ project }: { readonly project: RecentProject }) {
  return (
    <button
      type="button"
      aria-label={TEXTS.openThis(project.name)}
      onClick={() => void openPath(project.path)}
      className="flex min-h-24 flex-col gap-1 rounded-6 border border-line-2 bg-bg-3 p-3 text-left transition-colors duration-120 hover:border-line-3"
    >
      <span className="flex w-full items-start justify-between gap-2">
        <span className="truncate font-semibold text-13 text-tx-1">{project.name}</span>
        {!project.found && (
          <Chip tone="warn" icon={FolderX} className="shrink-0">
            {TEXTS.notFound}
          </Chip>
        )}
      </span>
      <span className="mono w-full truncate text-tx-3" title={project.path}>
        {project.path}
      </span>
      <span className="mt-auto text-11 text-tx-2">
        {TEXTS.counts(project.images, project.captions)} ·{' '}
        <time
          dateTime={new Date(project.openedAt).toISOString()}
          title={new Date(project.openedAt).toISOString()}
        >
          {formatWhen(project.openedAt)}
        </time>
      </span>
    </button>
  );
}
