import { clsx } from 'clsx';
import { Pencil, Scissors, ShieldX } from 'lucide-react';
import { useState } from 'react';
import type { CaptionHead, ImageTile } from '../../core/contract/image.ts';
import { Chip } from '../parts/Chip.tsx';
import { SampleActions } from '../seeing/SampleActions.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { Highlighted } from './Highlighted.tsx';
import { Thumbnail } from './Picture.tsx';
import { captionsByAge } from './present-captions.ts';

/** An image with its captions; several are shown one at a time, by their authors' names. */
export function ImageCard({
  tile,
  search,
  pictureHeight,
}: {
  readonly tile: ImageTile;
  readonly search: string;
  readonly pictureHeight: number;
}) {
  const [chosen, setChosen] = useState<number>();
  const { present: captions } = captionsByAge(tile.captions);
  const caption = captions.find(({ id }) => id === chosen) ?? captions[0];
  return (
    <>
      <div style={{ height: pictureHeight }} className="shrink-0">
        <Thumbnail key={tile.hash} hash={tile.hash} className="size-full" />
      </div>
      {/* By keyboard: F and P on the card. */}
      <SampleActions
        target={{ image: tile.hash, path: tile.path }}
        className="absolute top-1.5 right-1.5 rounded-4 border border-line-2 bg-bg-3 opacity-0 transition-opacity duration-120 group-hover:opacity-100 [&_button]:-outline-offset-2"
        unfocused
      />
      <div className="flex min-h-0 flex-1 flex-col px-2 pt-2 pb-1.5">
        <div className="flex shrink-0 items-center justify-between gap-2">
          <span className="mono truncate text-tx-3" title={tile.path}>
            <Highlighted text={tile.path} search={search} />
          </span>
          {caption && (
            <span className="mono shrink-0 text-tx-3">
              {GALLERY_TEXTS.characters([...caption.text].length)}
            </span>
          )}
        </div>
        <p
          className={clsx(
            'mt-1 line-clamp-3 h-15 shrink-0 text-13 break-words',
            caption ? 'text-tx-1' : 'text-tx-3',
          )}
        >
          {caption ? <Highlighted text={caption.text} search={search} /> : GALLERY_TEXTS.noCaption}
        </p>
        <div className="mt-auto flex h-6 min-w-0 items-center gap-1.5">
          <Authors captions={captions} chosen={caption} onChoose={setChosen} />
          {caption && <CaptionMark caption={caption} />}
        </div>
      </div>
    </>
  );
}

function Authors({
  captions,
  chosen,
  onChoose,
}: {
  readonly captions: readonly CaptionHead[];
  readonly chosen: CaptionHead | undefined;
  readonly onChoose: (id: number) => void;
}) {
  if (captions.length < 2)
    return <span className="min-w-0 flex-1 truncate text-11 text-tx-2">{chosen?.source}</span>;
  return (
    <span className="flex min-w-0 flex-1 gap-1 overflow-hidden">
      {captions.map((caption) => (
        <button
          key={caption.id}
          type="button"
          tabIndex={-1}
          aria-label={GALLERY_TEXTS.captionOf(caption.source)}
          aria-pressed={caption.id === chosen?.id}
          onClick={(event) => {
            // The card itself opens the image.
            event.stopPropagation();
            onChoose(caption.id);
          }}
          className={clsx(
            'h-6 min-w-0 truncate rounded-4 px-1.5 text-11',
            caption.id === chosen?.id ? 'bg-bg-4 text-tx-1' : 'text-tx-3 hover:text-tx-1',
          )}
        >
          {caption.source}
        </button>
      ))}
    </span>
  );
}

/** What is to be known of a caption at a glance. */
export function CaptionMark({ caption }: { readonly caption: CaptionHead }) {
  if (caption.edited)
    return (
      <Chip tone="accent" icon={Pencil} className="shrink-0">
        {GALLERY_TEXTS.edited}
      </Chip>
    );
  if (caption.finishReason === 'length')
    return (
      <Chip tone="warn" icon={Scissors} className="shrink-0">
        {GALLERY_TEXTS.cutOff}
      </Chip>
    );
  if (caption.finishReason === 'content-filter')
    return (
      <Chip tone="err" icon={ShieldX} className="shrink-0">
        {GALLERY_TEXTS.withheld}
      </Chip>
    );
  return null;
}
