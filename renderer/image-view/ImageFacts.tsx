import { Copy, FileX } from 'lucide-react';
import type { ImageDetails } from '../../core/contract/image.ts';
import { formatBytes } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { toast } from '../parts/Toast.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { sayFailure } from './caption-actions.ts';
import { Fact, Facts, Section } from './Facts.tsx';

const TEXTS = GALLERY_TEXTS.image;

/** What the file itself says: identity, size, format, and every place where it lies. */
export function ImageFacts({ image }: { readonly image: ImageDetails }) {
  const copyIdentity = async () => {
    try {
      await navigator.clipboard.writeText(image.hash);
      toast(TEXTS.identityCopied);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <Section title={TEXTS.image}>
      <Facts>
        <Fact label={TEXTS.identity}>
          <span className="mono" title={image.hash}>
            {image.hash.slice(0, 8)}…{image.hash.slice(-6)}
          </span>
          <IconButton
            icon={Copy}
            size={24}
            iconSize={12}
            label={TEXTS.copyIdentity}
            onClick={() => void copyIdentity()}
            className="-my-1"
          />
        </Fact>
        <Fact label={TEXTS.size} mono>
          {image.width} × {image.height} · {formatBytes(image.bytes)}
        </Fact>
        <Fact label={TEXTS.format} mono>
          {image.format}
        </Fact>
        {image.frames > 1 && <Fact label={TEXTS.frames}>{TEXTS.framesNote(image.frames)}</Fact>}
        {image.locations.map(({ root, path, found }, index) => (
          <Fact
            key={`${root} ${path}`}
            label={index > 0 ? '' : image.locations.length > 1 ? TEXTS.locations : TEXTS.location}
          >
            <span className="mono break-all">
              {root}:/{path}
            </span>
            {!found && (
              <span className="ml-1 inline-flex items-center gap-1 text-11 text-warn">
                <FileX size={12} strokeWidth={1.75} aria-hidden />
                {TEXTS.locationMissing}
              </span>
            )}
          </Fact>
        ))}
      </Facts>
    </Section>
  );
}
