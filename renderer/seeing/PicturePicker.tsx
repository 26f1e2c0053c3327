import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { ImageTile } from '../../core/contract/image.ts';
import { baseName } from '../format.ts';
import { captionsByAge } from '../light-table/present-captions.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { TextField } from '../parts/TextField.tsx';
import { api } from '../rpc/queries.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { followSample } from './follow-state.ts';
import { type GridPicture, PictureGrid } from './PictureGrid.tsx';
import { endPick, type PickPurpose } from './picker-state.ts';
import { pinSample } from './pinned-sample.ts';

const TEXTS = SEEING_TEXTS.picker;
const LIMIT = 120;

/** All pictures of the project, searched by caption and path, to choose one. */
export function PicturePicker({ purpose }: { readonly purpose: PickPurpose }) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState<string>();
  const { data, isPending } = useQuery({
    ...api.image.list.queryOptions({ input: { limit: LIMIT, text: search.trim() } }),
    placeholderData: (before) => before,
  });
  const tiles = data?.tiles ?? [];
  const tile = tiles.find(({ hash }) => hash === active) ?? tiles[0];
  const choose = ({ hash, path }: ImageTile) => {
    endPick();
    if (purpose === 'pin') pinSample(hash, path);
    else followSample({ image: hash, path });
  };
  const caption = tile && captionsByAge(tile.captions).present[0];
  return (
    <Dialog
      open
      onClose={endPick}
      title={TEXTS[purpose]}
      description={purpose === 'pin' ? TEXTS.pinHelp : TEXTS.followHelp}
      width={560}
    >
      <TextField
        icon={Search}
        aria-label={TEXTS.search}
        placeholder={TEXTS.search}
        value={search}
        onValue={setSearch}
        className="w-full"
        onKeyDown={(event) => {
          if (event.key === 'Enter' && tile) choose(tile);
        }}
      />
      <div className="mt-3 h-[272px] overflow-y-auto p-1">
        {!isPending && tiles.length === 0 ? (
          <p className="text-12 text-tx-2">{search.trim() === '' ? TEXTS.none : TEXTS.noMatch}</p>
        ) : (
          <PictureGrid
            label={TEXTS.grid}
            pictures={tiles.map(toPicture)}
            active={tile?.hash}
            onActive={setActive}
            onChoose={({ key }) => {
              const chosen = tiles.find(({ hash }) => hash === key);
              if (chosen) choose(chosen);
            }}
          />
        )}
      </div>
      <div className="mt-3 h-[84px] border-line border-t pt-2" aria-live="polite">
        {tile && (
          <>
            <p className="mono truncate text-tx-3" title={tile.path}>
              {tile.path}
            </p>
            <p className="mt-0.5 line-clamp-2 break-words text-12 text-tx-2">{caption?.text}</p>
          </>
        )}
        {data && data.total > tiles.length && (
          <p className="text-11 text-tx-3">{TEXTS.more(tiles.length, data.total)}</p>
        )}
      </div>
    </Dialog>
  );
}

function toPicture({ hash, path, captions }: ImageTile): GridPicture {
  const caption = captionsByAge(captions).present[0];
  return { key: hash, image: hash, label: [baseName(path), caption?.text].filter(Boolean).join(', ') };
}
