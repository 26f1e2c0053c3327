import { clsx } from 'clsx';
import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { native } from '../native/native-abilities.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';

/** The thumbnail of an image, whole, on the mat; says so where the file is gone. */
export function Thumbnail({ hash, className }: { readonly hash: string; readonly className?: string }) {
  const [missing, setMissing] = useState<string>();
  if (missing === hash)
    return (
      <div className={clsx('flex flex-col items-center justify-center gap-1 bg-mat text-tx-3', className)}>
        <ImageOff size={20} strokeWidth={1.75} aria-hidden />
        <span className="text-11">{GALLERY_TEXTS.missing}</span>
      </div>
    );
  return (
    <img
      src={native().thumbUrl(hash)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setMissing(hash)}
      className={clsx('bg-mat object-contain', className)}
    />
  );
}
