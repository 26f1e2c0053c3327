import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { RecentCard } from './RecentCard.tsx';

const TEXTS = START_TEXTS.recent;
/** So that the templates stay in view below. */
const SHOWN = 8;

/** What was open before, newest first. */
export function RecentProjects({ search, head }: { readonly search: string; readonly head: ReactNode }) {
  const recent = useQuery(api.project.recent.queryOptions({ staleTime: 0 }));
  const [all, setAll] = useState(false);
  const words = search.trim().toLowerCase();
  const found = (recent.data ?? []).filter(({ name, path }) =>
    `${name} ${path}`.toLowerCase().includes(words),
  );
  const shown = all ? found : found.slice(0, SHOWN);
  return (
    <section aria-labelledby="recent-title" className="mb-7">
      <div className="mb-3 flex items-center justify-between gap-4">
        <h2 id="recent-title" className="font-semibold text-15">
          {TEXTS.title}
        </h2>
        {head}
      </div>
      {recent.isError && (
        <p role="alert" className="text-12 text-err">
          {errorRecord(recent.error).message}
        </p>
      )}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-3">
        {shown.map((project) => (
          <RecentCard key={project.path} project={project} />
        ))}
      </div>
      {recent.data?.length === 0 && <NoneYet />}
      {recent.data && recent.data.length > 0 && found.length === 0 && (
        <p className="text-12 text-tx-3">{TEXTS.nothing(search.trim())}</p>
      )}
      {found.length > shown.length && (
        <Button kind="quiet" size="small" className="mt-2" onClick={() => setAll(true)}>
          {TEXTS.showAll(found.length)}
        </Button>
      )}
    </section>
  );
}

/** Where the cards will stand. */
function NoneYet() {
  return (
    <div className="relative flex h-20 items-center justify-center">
      <div
        className="absolute inset-0 grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-3 overflow-hidden"
        aria-hidden
      >
        {GHOSTS.map((ghost) => (
          <div key={ghost} className="h-20 rounded-6 border border-line border-dashed" />
        ))}
      </div>
      <p className="relative rounded-4 bg-bg-1 px-3 py-1 text-12 shadow-[0_0_12px_12px_var(--bg-1)] text-tx-2">
        {TEXTS.none}
      </p>
    </div>
  );
}

const GHOSTS = [1, 2, 3, 4] as const;
