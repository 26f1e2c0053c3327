import type { ImageDetails } from '../../core/contract/image.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { CaptionEditor } from './CaptionEditor.tsx';
import { rootOf } from './caption-chain.ts';

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
  if (image.captions.length === 0)
    return <p className="p-4 text-12 text-tx-2">{GALLERY_TEXTS.image.noCaptions}</p>;
  return image.captions.map((caption) => (
    <CaptionEditor
      key={`${image.hash} ${rootOf(caption)}`}
      caption={caption}
      marked={image.captions.length > 1 && rootOf(caption) === chosen}
      onChoose={() => onChoose(rootOf(caption))}
    />
  ));
}
