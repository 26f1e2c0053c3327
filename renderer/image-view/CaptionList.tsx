import type { ImageDetails } from '../../core/contract/image.ts';
import { captionsByAge } from '../light-table/present-captions.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { CaptionEditor } from './CaptionEditor.tsx';
import { rootOf } from './caption-chain.ts';
import { EarlierCaptions } from './EarlierCaptions.tsx';

/** All captions of an image, each in a live text box. */
export function CaptionList({
  image,
  chosen,
  onChoose,
}: {
  readonly image: ImageDetails;
  /** Root of the caption whose provenance is shown. */
  readonly chosen: number | undefined;
  readonly onChoose: (root: number) => void;
}) {
  const { present, earlier } = captionsByAge(image.captions);
  if (present.length === 0) return <p className="p-4 text-12 text-tx-2">{GALLERY_TEXTS.image.noCaptions}</p>;
  return (
    <>
      {present.map((caption) => (
        <CaptionEditor
          key={`${image.hash} ${rootOf(caption)}`}
          caption={caption}
          marked={present.length > 1 && rootOf(caption) === chosen}
          onChoose={() => onChoose(rootOf(caption))}
        />
      ))}
      <EarlierCaptions key={image.hash} present={present} earlier={earlier} />
    </>
  );
}
