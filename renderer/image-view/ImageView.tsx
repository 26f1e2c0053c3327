import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { ArrowLeft, ChevronLeft, ChevronRight, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ImageDetails } from '../../core/contract/image.ts';
import type { ImageHash } from '../../core/ids.ts';
import { closeImage, useScreen } from '../app/screen.ts';
import { useRoom } from '../app/window-size.ts';
import { useCommandAction, useKeys } from '../commands/registry.ts';
import { captionsByAge } from '../light-table/present-captions.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { SampleActions } from '../seeing/SampleActions.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { CaptionList } from './CaptionList.tsx';
import { rootOf } from './caption-chain.ts';
import { PicturePane } from './PicturePane.tsx';
import { ProvenancePanel } from './ProvenancePanel.tsx';
import { useNeighbours } from './use-neighbours.ts';

const TEXTS = GALLERY_TEXTS.image;

/** One image large, with all its captions and where they came from. */
export function ImageView({ hash }: { readonly hash: string }) {
  const details = useQuery(
    api.image.get.queryOptions({ input: { hash: hash as ImageHash }, placeholderData: keepPreviousData }),
  );
  const image = details.data;
  const [chosen, setChosen] = useState<number>();
  const room = useRoom();
  if (details.isError) {
    const { message, remedy } = errorRecord(details.error);
    return (
      <EmptyState
        text={`${message} ${remedy ?? ''}`}
        actions={<Button onClick={closeImage}>{TEXTS.close}</Button>}
      />
    );
  }
  if (!image) return null;
  const { present } = captionsByAge(image.captions);
  const caption = present.find((one) => rootOf(one) === chosen) ?? present[0];
  const captions = <CaptionList image={image} chosen={caption && rootOf(caption)} onChoose={setChosen} />;
  const provenance = <ProvenancePanel image={image} caption={caption} onChoose={setChosen} />;
  const picture = <PicturePane key={image.hash} image={image} />;
  return (
    <div
      data-region="main"
      data-shown-image={image.hash}
      data-path={image.locations[0]?.path}
      className="flex h-full min-w-0 flex-col bg-bg-1"
    >
      <Header image={image} hash={hash} />
      <div className="flex min-h-0 flex-1">
        {!room.single && picture}
        {room.palette ? (
          <>
            <section
              aria-label={TEXTS.captions}
              className="w-[452px] shrink-0 overflow-auto border-line border-l bg-bg-2"
            >
              {captions}
            </section>
            <section
              aria-label={TEXTS.provenance}
              className="w-[316px] shrink-0 overflow-auto border-line border-l bg-bg-2"
            >
              {provenance}
            </section>
          </>
        ) : (
          <SidePanel captions={captions} provenance={provenance} picture={room.single && picture} />
        )}
      </div>
    </div>
  );
}

function SidePanel({
  captions,
  provenance,
  picture,
}: {
  readonly captions: React.ReactNode;
  readonly provenance: React.ReactNode;
  /** A view of its own where there is no room beside. */
  readonly picture: React.ReactNode;
}) {
  const [tab, setTab] = useState('captions');
  return (
    <div
      className={clsx(
        'flex flex-col bg-bg-2',
        picture ? 'min-w-0 flex-1' : 'w-[420px] shrink-0 border-line border-l',
      )}
    >
      <Tabs
        label={TEXTS.views}
        value={tab}
        onValue={setTab}
        tabs={[
          ...(picture
            ? [
                {
                  value: 'picture',
                  label: TEXTS.pictureView,
                  content: <div className="flex h-full">{picture}</div>,
                },
              ]
            : []),
          { value: 'captions', label: TEXTS.captions, content: captions },
          { value: 'provenance', label: TEXTS.provenance, content: provenance },
        ]}
      />
    </div>
  );
}

function Header({ image, hash }: { readonly image: ImageDetails; readonly hash: string }) {
  const back = useScreen((state) => state.back);
  const { hasPrevious, hasNext, position, step } = useNeighbours(hash);
  // Where the engine cannot be asked, the page says so by itself.
  const goBack = useCallback(() => void step(-1).catch(() => undefined), [step]);
  const goOn = useCallback(() => void step(1).catch(() => undefined), [step]);
  useCommandAction('image.previous', goBack);
  useCommandAction('image.next', goOn);
  useCommandAction('image.previous-typing', goBack);
  useCommandAction('image.next-typing', goOn);
  return (
    <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b bg-bg-2 px-3">
      <Button kind="quiet" icon={ArrowLeft} onClick={closeImage}>
        {TEXTS.back[back === 'image' ? 'light-table' : back]}
      </Button>
      <span className="h-5 w-px bg-line-2" />
      <h1 className="min-w-0 truncate font-semibold text-13">{image.locations[0]?.path ?? image.hash}</h1>
      {position && (
        <span className="mono shrink-0 text-tx-3">{TEXTS.position(position.index, position.total)}</span>
      )}
      <IconButton
        icon={ChevronLeft}
        bordered
        label={TEXTS.previous}
        keys={useKeys('image.previous')}
        disabled={!hasPrevious}
        onClick={goBack}
      />
      <IconButton
        icon={ChevronRight}
        bordered
        label={TEXTS.next}
        keys={useKeys('image.next')}
        disabled={!hasNext}
        onClick={goOn}
      />
      <SampleActions
        target={{ image: image.hash, path: image.locations[0]?.path ?? '' }}
        className="ml-auto"
      />
      <IconButton icon={X} label={TEXTS.close} keys={useKeys('image.close')} onClick={closeImage} />
    </header>
  );
}
