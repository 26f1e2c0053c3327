import { clsx } from 'clsx';
import { Copy, FileX, History } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { CaptionProvenance, ImageDetails } from '../../core/contract/image.ts';
import { formatBytes, formatElapsed, formatMoney, formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Select } from '../parts/Select.tsx';
import { toast } from '../parts/Toast.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { restoreCaption, sayFailure } from './caption-actions.ts';
import { plainValue, rootOf, samplingText } from './caption-chain.ts';

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
  return (
    <div className="p-4">
      <ImageFacts image={image} />
      {caption && (
        <>
          <Section
            title={TEXTS.caption(caption.model)}
            picker={
              image.captions.length > 1 && (
                <Select
                  className="w-32"
                  label={TEXTS.whichCaption}
                  value={String(rootOf(caption))}
                  options={image.captions.map((one) => ({ value: String(rootOf(one)), label: one.model }))}
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

function ImageFacts({ image }: { readonly image: ImageDetails }) {
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

function CaptionFacts({ caption }: { readonly caption: CaptionProvenance }) {
  const { prompt, question, promptTokens, completionTokens, costUsd, latencyMs, attempts, seed, run, key } =
    caption;
  const sampling = samplingText(caption.sampling);
  return (
    <>
      <Facts>
        <Fact label={TEXTS.origin}>{TEXTS.origins[caption.origin]}</Fact>
        <Fact label={TEXTS.model} mono>
          {caption.model}
        </Fact>
        {caption.node !== undefined && (
          <Fact label={TEXTS.node} mono>
            {caption.node}
          </Fact>
        )}
        {sampling !== '' && (
          <Fact label={TEXTS.sampling} mono>
            {sampling}
          </Fact>
        )}
        {seed !== undefined && (
          <Fact label={TEXTS.seed} mono>
            {seed}
          </Fact>
        )}
        {(promptTokens !== undefined || completionTokens !== undefined) && (
          <Fact label={TEXTS.tokensLabel} mono>
            {TEXTS.tokensOf(promptTokens, completionTokens)}
          </Fact>
        )}
        {caption.origin !== 'existing' && (
          <Fact label={TEXTS.finished}>
            {TEXTS.finishReasons[caption.finishReason]}
            {attempts !== undefined && ` · ${TEXTS.attempts(attempts)}`}
          </Fact>
        )}
        {latencyMs !== undefined && (
          <Fact label={TEXTS.latency} mono>
            {formatElapsed(latencyMs)}
          </Fact>
        )}
        {costUsd !== undefined && (
          <Fact label={TEXTS.cost} mono>
            {formatMoney(costUsd)}
          </Fact>
        )}
        {run !== undefined && (
          <Fact label={TEXTS.run} mono>
            {TEXTS.runNumber(run)}
          </Fact>
        )}
        {key !== undefined && (
          <Fact label={TEXTS.result} mono>
            <span title={key}>
              {key.slice(0, 4)}…{key.slice(-4)}
            </span>
          </Fact>
        )}
        <Fact label={TEXTS.made}>
          <When at={caption.createdAt} />
        </Fact>
      </Facts>
      {prompt !== undefined && prompt !== '' && <LongText label={TEXTS.prompt} text={prompt} />}
      {question !== undefined && question !== '' && <LongText label={TEXTS.question} text={question} />}
    </>
  );
}

function HistoryList({ caption }: { readonly caption: CaptionProvenance }) {
  if (caption.history.length === 0) return null;
  return (
    <Section title={TEXTS.history}>
      <ol className="flex flex-col gap-3">
        {caption.history.map((entry) => (
          <li key={entry.id} className="flex gap-2">
            <History size={14} strokeWidth={1.75} className="mt-0.5 shrink-0 text-tx-3" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="flex items-center justify-between gap-2 text-11 text-tx-3">
                {originText(entry.origin)}
                <When at={entry.createdAt} />
              </p>
              <p className="line-clamp-4 text-12 text-tx-2 break-words" title={entry.text}>
                {entry.text}
              </p>
              <Button
                size="small"
                className="mt-1"
                aria-label={TEXTS.restoreThis(entry.text.slice(0, 60))}
                onClick={() => void restoreCaption(entry.id)}
              >
                {TEXTS.restore}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function originText(origin: string): string {
  return origin === 'generated' || origin === 'existing' || origin === 'edit'
    ? TEXTS.origins[origin]
    : origin;
}

const EXIF_SHOWN = 8;

function ExifTable({ exif }: { readonly exif: ImageDetails['exif'] }) {
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

function Section({
  title,
  picker,
  children,
}: {
  readonly title: string;
  readonly picker?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-5 last:mb-0">
      <div className="mb-2 flex min-h-5 items-center justify-between gap-2">
        <h3 id={id} className="min-w-0 truncate font-semibold text-12">
          {title}
        </h3>
        {picker}
      </div>
      {children}
    </section>
  );
}

function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-2 gap-y-1.5">{children}</dl>;
}

function Fact({
  label,
  mono = false,
  children,
}: {
  readonly label: string;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <>
      <dt className="truncate text-11 text-tx-3" title={label}>
        {label}
      </dt>
      <dd className={mono ? 'mono break-words text-tx-1' : 'text-12 break-words text-tx-1'}>{children}</dd>
    </>
  );
}

/** Characters that are about as much as ten lines show. */
const LONG = 420;

function LongText({ label, text }: { readonly label: string; readonly text: string }) {
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

function When({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso} className="mono text-tx-3">
      {formatWhen(at)}
    </time>
  );
}
