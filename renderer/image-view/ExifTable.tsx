import { useState } from 'react';
import type { ImageDetails } from '../../core/contract/image.ts';
import { Button } from '../parts/Button.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { plainValue } from './caption-chain.ts';
import { Fact, Facts, Section } from './Facts.tsx';

const TEXTS = GALLERY_TEXTS.image;

const EXIF_SHOWN = 8;

/** What the camera wrote into the file, a few rows until all are asked for. */
export function ExifTable({ exif }: { readonly exif: ImageDetails['exif'] }) {
  const [all, setAll] = useState(false);
  const entries = Object.entries(exif);
  if (entries.length === 0) return null;
  return (
    <Section title={TEXTS.exif}>
      <Facts>
        {entries.slice(0, all ? undefined : EXIF_SHOWN).map(([name, value]) => (
          <Fact key={name} label={name} mono>
            {plainValue(value)}
          </Fact>
        ))}
      </Facts>
      {!all && entries.length > EXIF_SHOWN && (
        <Button size="small" className="mt-2" onClick={() => setAll(true)}>
          {TEXTS.showAllExif(entries.length)}
        </Button>
      )}
    </Section>
  );
}
