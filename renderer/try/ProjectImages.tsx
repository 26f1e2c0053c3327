import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { Check, Search } from 'lucide-react';
import { useState } from 'react';
import { MOST_PICTURES } from '../../core/side-by-side.ts';
import { baseName } from '../format.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TextField } from '../parts/TextField.tsx';
import { api } from '../rpc/queries.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { TEXTS as COMMON } from '../texts.ts';
import { takeImages } from './take-pictures.ts';
import { useTry } from './try-state.ts';

const TEXTS = TRY_TEXTS.project;
const SHOWN = 60;

/** Chooses pictures of the open project. */
export function ProjectImages({ onClose }: { readonly onClose: () => void }) {
  const there = useTry((state) => state.board?.pictures);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const input = { offset: 0, limit: SHOWN, text: search };
  const page = useQuery(api.image.list.queryOptions({ input, placeholderData: keepPreviousData })).data;
  const free = MOST_PICTURES - (there?.length ?? 0);
  const known = new Set(there?.map(({ hash }) => hash as string));
  const tiles = page?.tiles.filter(({ hash }) => !known.has(hash)) ?? [];
  const toggle = (hash: string) =>
    setChosen((now) =>
      now.includes(hash) ? now.filter((one) => one !== hash) : [...now, hash].slice(0, free),
    );
  return (
    <Dialog
      open
      onClose={onClose}
      width={720}
      title={TEXTS.title}
      description={TEXTS.text(free)}
      footer={
        <>
          {page && page.total > SHOWN && (
            <p className="mr-auto self-center text-11 text-tx-3">{TEXTS.shown(SHOWN, page.total)}</p>
          )}
          <Button onClick={onClose}>{COMMON.cancel}</Button>
          <Button
            kind="main"
            disabled={chosen.length === 0}
            onClick={() => {
              void takeImages(chosen);
              onClose();
            }}
          >
            {TEXTS.add(chosen.length)}
          </Button>
        </>
      }
    >
      <TextField
        className="mb-3 w-full"
        icon={Search}
        aria-label={TEXTS.search}
        placeholder={TEXTS.search}
        value={search}
        onValue={setSearch}
      />
      {page?.total === 0 && search === '' && (
        <p className="py-6 text-center text-12 text-tx-2">{TEXTS.none}</p>
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(124px,1fr))] gap-2">
        {tiles.map(({ hash, path }) => {
          const on = chosen.includes(hash);
          return (
            <li key={hash}>
              <button
                type="button"
                aria-pressed={on}
                aria-label={path}
                title={path}
                onClick={() => toggle(hash)}
                className={clsx(
                  'relative block w-full rounded-6 border bg-bg-3 p-1 text-left hover:border-line-3',
                  on ? 'border-accent-line ring-1 ring-accent-line' : 'border-line-2',
                )}
              >
                <Thumbnail hash={hash} className="h-22 w-full rounded-4" />
                <span className="mono block truncate px-1 pt-1 text-tx-2">{baseName(path)}</span>
                {on && (
                  <span className="absolute top-2 right-2 flex size-5 items-center justify-center rounded-full bg-accent text-on-accent">
                    <Check size={12} strokeWidth={3} aria-hidden />
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
