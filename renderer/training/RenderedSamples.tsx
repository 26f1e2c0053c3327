import { ChevronLeft, ChevronRight, ImageIcon } from 'lucide-react';
import { useState } from 'react';
import type { RenderedPiece, RenderedSample } from '../../core/training/training-preflight.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';

const TEXTS = TRAINING_TEXTS.preflight;

/** Records after template and truncation, one at a time: what is learnt is marked, what is masked stands back, images are named. */
export function RenderedSamples({ samples }: { readonly samples: readonly RenderedSample[] }) {
  const [place, setPlace] = useState(0);
  const sample = samples[Math.min(place, samples.length - 1)];
  if (!sample) return null;
  const [hash] = sample.images;
  return (
    <section aria-label={TEXTS.samples}>
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <h3 className="font-semibold text-12">{TEXTS.samples}</h3>
        <p className="mono text-tx-3">{sample.id}</p>
        <p className="text-11 text-tx-3">{TEXTS.tokens(sample.tokens)}</p>
        {sample.cutTokens > 0 && <Chip tone="warn">{TEXTS.cut(sample.cutTokens)}</Chip>}
        <span className="ml-auto flex items-center">
          <span className="text-11 text-tx-3">{TEXTS.sampleOf(place + 1, samples.length)}</span>
          <IconButton
            icon={ChevronLeft}
            label={TRAINING_TEXTS.says.previous}
            disabled={samples.length < 2}
            onClick={() => setPlace((place - 1 + samples.length) % samples.length)}
          />
          <IconButton
            icon={ChevronRight}
            label={TRAINING_TEXTS.says.next}
            disabled={samples.length < 2}
            onClick={() => setPlace((place + 1) % samples.length)}
          />
        </span>
      </div>
      <div className="flex gap-3">
        {hash !== undefined && <Thumbnail hash={hash} className="h-32 w-36 shrink-0 rounded-4" />}
        <p
          data-testid="rendered-sample"
          className="mono max-h-56 min-w-0 flex-1 overflow-auto whitespace-pre-wrap break-words rounded-4 bg-field p-2 leading-[18px]"
        >
          {sample.pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces are told apart by their places
            <Piece key={index} piece={piece} />
          ))}
        </p>
      </div>
      <ul className="mt-1.5 flex gap-4 text-11 text-tx-2">
        <li className="flex items-center gap-1.5">
          <span className="rounded-3 bg-accent-soft px-1 text-accent-tx underline decoration-2 underline-offset-2">
            {TEXTS.letters}
          </span>
          {TEXTS.kinds.trained}
        </li>
        <li className="flex items-center gap-1.5">
          <span className="px-1 text-tx-3">{TEXTS.letters}</span>
          {TEXTS.kinds.masked}
        </li>
        <li className="flex items-center gap-1.5">
          <ImageIcon size={12} strokeWidth={1.75} style={{ color: 'var(--port-image)' }} aria-hidden />
          {TEXTS.kinds.image}
        </li>
      </ul>
    </section>
  );
}

function Piece({ piece: { text, kind, tokens } }: { readonly piece: RenderedPiece }) {
  if (kind === 'image')
    return (
      <span
        className="mx-0.5 inline-flex items-center gap-1 rounded-3 border px-1 text-tx-1"
        style={{ borderColor: 'var(--port-image)' }}
      >
        <ImageIcon size={10} strokeWidth={1.75} aria-hidden />
        {TEXTS.imagePiece(tokens)}
      </span>
    );
  if (kind === 'trained')
    return (
      <mark className="rounded-3 bg-accent-soft text-accent-tx underline decoration-2 underline-offset-2">
        {text}
      </mark>
    );
  return <span className="text-tx-3">{text}</span>;
}
