import type { CaptionProvenance, ImageDetails } from '../../core/contract/image.ts';
import { captionsByAge } from '../light-table/present-captions.ts';
import { Select } from '../parts/Select.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { CaptionFacts } from './CaptionFacts.tsx';
import { rootOf } from './caption-chain.ts';
import { ExifTable } from './ExifTable.tsx';
import { Section } from './Facts.tsx';
import { HistoryList } from './HistoryList.tsx';
import { ImageFacts } from './ImageFacts.tsx';

const TEXTS = GALLERY_TEXTS.image;

/** Where an image and one of its captions came from. Everything is a text node: prompts, replies and EXIF are written by strangers. */
export function ProvenancePanel({
  image,
  caption,
  onChoose,
}: {
  readonly image: ImageDetails;
  readonly caption: CaptionProvenance | undefined;
  readonly onChoose: (root: number) => void;
}) {
  const { present } = captionsByAge(image.captions);
  return (
    <div className="p-4">
      <ImageFacts image={image} />
      {caption && (
        <>
          <Section
            title={TEXTS.caption(caption.source)}
            picker={
              present.length > 1 && (
                <Select
                  className="w-32"
                  label={TEXTS.whichCaption}
                  value={String(rootOf(caption))}
                  options={present.map((one) => ({ value: String(rootOf(one)), label: one.source }))}
                  onValue={(root) => onChoose(Number(root))}
                />
              )
            }
          >
            <CaptionFacts caption={caption} />
          </Section>
          <HistoryList caption={caption} />
        </>
      )}
      <ExifTable exif={image.exif} />
    </div>
  );
}
