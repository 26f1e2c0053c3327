import { clsx } from 'clsx';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';

const TEXTS = GALLERY_TEXTS.image;

/** Characters that are about as much as ten lines show. */
const LONG = 420;

/** A text of any length, folded until all of it is asked for. */
export function LongText({ label, text }: { readonly label: string; readonly text: string }) {
  const [all, setAll] = useState(false);
  const long = text.length > LONG || text.split('\n').length > 10;
  return (
    <div className="mt-3">
      <h4 className="mb-1 text-11 text-tx-3">{label}</h4>
      <p
        className={clsx(
          'mono rounded-4 border border-line bg-field p-2 break-words whitespace-pre-wrap text-tx-2',
          long && !all && 'line-clamp-10',
        )}
      >
        {text}
      </p>
      {long && (
        <Button size="small" className="mt-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? TEXTS.showLess : TEXTS.showAll}
        </Button>
      )}
    </div>
  );
}
