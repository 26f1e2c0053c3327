import type { FailedSample } from '../../core/contract/failure.ts';
import { openImage } from '../app/screen.ts';
import { baseName, formatTime } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Checkbox } from '../parts/Checkbox.tsx';
import { Chip } from '../parts/Chip.tsx';
import { SampleActions } from '../seeing/SampleActions.tsx';
import { TEXTS } from '../texts.ts';

/** One failed sample: its picture, where it lies, how often it was tried, and what was answered, folded. */
export function FailedSampleRow({
  sample,
  reason,
  chosen,
  onToggle,
  node,
  onLeave,
}: {
  readonly sample: FailedSample;
  /** What stands above the list already. */
  readonly reason: string;
  readonly chosen: boolean;
  readonly onToggle: () => void;
  readonly node: string;
  /** What is pressed leads to another screen. */
  readonly onLeave: () => void;
}) {
  const { image, path, message, detail, excerpt, code, attempts, at, skipped } = sample;
  const name = baseName(path);
  const says = message === reason ? detail : message;
  return (
    <li className="flex gap-3 border-line border-b px-4 py-2">
      <Checkbox className="mt-3" label={TEXTS.failures.choose(name)} checked={chosen} onChecked={onToggle} />
      <button
        type="button"
        aria-label={`${TEXTS.inspector.open} ${name}`}
        disabled={!image}
        onClick={() => {
          if (image) openImage(image);
        }}
        className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-4 bg-mat"
      >
        {image && (
          <img src={native().thumbUrl(image)} alt="" loading="lazy" className="size-full object-cover" />
        )}
      </button>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className="mono min-w-0 flex-1 truncate text-tx-1" title={path}>
            {path}
          </span>
          {skipped && <Chip>{TEXTS.failures.skipped}</Chip>}
          <SampleActions
            target={{ path, node, sample: sample.sample, ...(image && { image }) }}
            onAct={onLeave}
          />
          <time
            className="mono shrink-0 text-tx-3"
            dateTime={new Date(at).toISOString()}
            title={new Date(at).toISOString()}
          >
            {formatTime(at)}
          </time>
        </div>
        <p className="mono truncate text-tx-3">
          {[code, attempts > 1 ? TEXTS.failures.attempts(attempts) : undefined].filter(Boolean).join(' · ')}
        </p>
        {says !== undefined && <p className="break-words text-12 text-tx-1">{says}</p>}
        {excerpt !== undefined && excerpt !== '' && (
          <details className="mt-1">
            <summary className="w-fit cursor-pointer text-11 text-tx-2 hover:text-tx-1">
              {TEXTS.failures.answer}
            </summary>
            <pre className="mono mt-1 max-h-48 overflow-auto whitespace-pre-wrap break-words rounded-4 border border-line bg-field p-2 text-tx-2">
              {excerpt}
            </pre>
          </details>
        )}
      </div>
    </li>
  );
}
