import { Image, ImageIcon, Search, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { EmptyActions } from '../app/EmptyActions.tsx';
import { useCommandAction, useKeys } from '../commands/registry.ts';
import { formatCount } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Slider } from '../parts/Slider.tsx';
import { TextField } from '../parts/TextField.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { GalleryGrid } from './GalleryGrid.tsx';
import { askGallery, CARD_WIDTH, GALLERY_FILTERS, type GalleryFilter, useGallery } from './gallery-state.ts';
import { useImageCount, useImagePages } from './use-image-pages.ts';

/** All images of the project with their captions; grows while a run goes on. */
export function LightTable() {
  const { text, filter } = useGallery();
  const first = useImagePages({ text, filter }, 0, 0);
  return (
    <div data-region="main" className="flex h-full min-w-0 flex-col bg-bg-1">
      <QueryBar />
      <Tools shown={first.total} captions={first.captions} />
      {first.error && first.total === undefined ? (
        <EmptyState text={`${errorRecord(first.error).message} ${errorRecord(first.error).remedy ?? ''}`} />
      ) : first.total === 0 ? (
        <Nothing />
      ) : first.total === undefined ? null : (
        <GalleryGrid key={`${filter} ${text}`} total={first.total} />
      )}
    </div>
  );
}

const TYPING_MS = 200;

function QueryBar() {
  const { text, filter } = useGallery();
  const [typed, setTyped] = useState(text);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typed === useGallery.getState().text) return;
    const timer = setTimeout(() => askGallery({ text: typed }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // Cleared from elsewhere, e.g. by the empty state.
  useEffect(() => setTyped(text), [text]);
  const focus = useCallback(() => input.current?.focus(), []);
  useCommandAction('light-table.find', focus);
  const keys = useKeys('light-table.find');
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 px-3">
      <TextField
        ref={input}
        className="h-8 min-w-40 flex-1"
        icon={Search}
        aria-label={GALLERY_TEXTS.search}
        placeholder={GALLERY_TEXTS.search}
        value={typed}
        onValue={setTyped}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
          if (event.key === 'Enter') askGallery({ text: typed });
        }}
        end={
          typed === '' ? (
            keys && <Kbd keys={keys} />
          ) : (
            <IconButton
              icon={X}
              size={24}
              iconSize={14}
              label={GALLERY_TEXTS.clear}
              onClick={() => setTyped('')}
            />
          )
        }
      />
      <Segmented
        label={GALLERY_TEXTS.filter}
        value={filter}
        segments={GALLERY_FILTERS.map((one) => ({
          value: one,
          label: <FilterLabel filter={one} text={text} />,
        }))}
        onValue={(next) => askGallery({ filter: GALLERY_FILTERS.find((one) => one === next) ?? 'all' })}
      />
    </div>
  );
}

function FilterLabel({ filter, text }: { readonly filter: GalleryFilter; readonly text: string }) {
  const count = useImageCount({ text, filter });
  return (
    <>
      {GALLERY_TEXTS.filters[filter]}{' '}
      <span className="mono text-tx-3">{count !== undefined && formatCount(count)}</span>
    </>
  );
}

function Tools({
  shown,
  captions,
}: {
  readonly shown: number | undefined;
  readonly captions: number | undefined;
}) {
  const { text, filter, cardWidth } = useGallery();
  const project = useProject((state) => state.project);
  const narrowed = text !== '' || filter !== 'all';
  return (
    <div className="flex h-[38px] shrink-0 items-center gap-2 px-3">
      <p className="font-semibold text-12" aria-live="polite">
        {shown !== undefined && GALLERY_TEXTS.images(shown)}
      </p>
      <p className="text-12 text-tx-3">
        {narrowed && project
          ? GALLERY_TEXTS.ofAll(project.images, project.captions)
          : captions !== undefined && GALLERY_TEXTS.captions(captions)}
      </p>
      <div className="ml-auto flex items-center gap-2 text-tx-3">
        <Image size={12} strokeWidth={1.75} aria-hidden />
        <Slider
          className="w-28"
          label={GALLERY_TEXTS.cardWidth}
          value={cardWidth}
          min={CARD_WIDTH.min}
          max={CARD_WIDTH.max}
          step={10}
          onValue={(next) => useGallery.setState({ cardWidth: next })}
        />
        <ImageIcon size={18} strokeWidth={1.75} aria-hidden />
      </div>
    </div>
  );
}

function Nothing() {
  const { text, filter } = useGallery();
  if (text !== '' || filter !== 'all')
    return (
      <EmptyState
        text={text !== '' ? GALLERY_TEXTS.nothing(text) : GALLERY_TEXTS.nothingFiltered}
        actions={
          <Button onClick={() => askGallery({ text: '', filter: 'all' })}>{GALLERY_TEXTS.showAll}</Button>
        }
      />
    );
  return (
    <div className="min-h-0 flex-1">
      <EmptyState
        ghosts={<Ghosts />}
        text={GALLERY_TEXTS.empty}
        actions={<EmptyActions run={GALLERY_TEXTS.emptyRun} flow={GALLERY_TEXTS.emptyFlow} />}
      />
    </div>
  );
}

const GHOSTS = Array.from({ length: 18 }, (_, index) => index);

/** The grid's own layout, without content. */
function Ghosts() {
  return (
    <div
      aria-hidden
      className="grid h-full grid-cols-[repeat(auto-fill,minmax(210px,1fr))] gap-3 overflow-hidden p-3 opacity-40 mask-b-from-20%"
    >
      {GHOSTS.map((ghost) => (
        <div key={ghost} className="h-66 rounded-6 border border-line bg-bg-2">
          <div className="h-36 bg-mat" />
        </div>
      ))}
    </div>
  );
}
