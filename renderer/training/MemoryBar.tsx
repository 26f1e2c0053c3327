import { Check, TriangleAlert } from 'lucide-react';
import type { MemoryEstimate } from '../../core/training/training-preflight.ts';
import { formatBytes } from '../format.ts';
import { Chip } from '../parts/Chip.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { memoryFit } from './memory-fit.ts';

const TEXTS = TRAINING_TEXTS.preflight;
/** Parts are told apart by their shades and by the list beside the bar. */
const SHADES = [100, 75, 52, 34, 22] as const;

/** What one device needs at its peak, by part, against what it has. */
export function MemoryBar({
  memory,
  measured,
}: {
  readonly memory: MemoryEstimate;
  readonly measured: number | undefined;
}) {
  const { totalBytes, parts, deviceBytes } = memory;
  const fit = memoryFit(memory);
  const whole = Math.max(totalBytes, deviceBytes ?? 0, 1);
  return (
    <section aria-label={TEXTS.memory}>
      <h3 className="mb-1.5 flex items-center gap-2 font-semibold text-12">
        {TEXTS.memory}
        {fit === 'fits' && (
          <Chip tone="ok" icon={Check}>
            {TEXTS.fits}
          </Chip>
        )}
        {fit === 'tight' && (
          <Chip tone="warn" icon={TriangleAlert}>
            {TEXTS.tight}
          </Chip>
        )}
        {fit === 'too-much' && (
          <Chip tone="err" icon={TriangleAlert}>
            {TEXTS.tooMuch}
          </Chip>
        )}
      </h3>
      <p className="mono text-13">
        {formatBytes(totalBytes)}
        {deviceBytes !== undefined && (
          <span className="pl-1 text-11 text-tx-3">{TEXTS.ofDevice(formatBytes(deviceBytes))}</span>
        )}
      </p>
      <div aria-hidden className="my-1.5 flex h-2 overflow-hidden rounded-full bg-track">
        {parts.map(({ name, bytes }, index) => (
          <span
            key={name}
            style={{ width: `${(bytes / whole) * 100}%`, background: shade(index, fit === 'too-much') }}
            className="border-bg-2 border-r last:border-r-0"
          />
        ))}
      </div>
      <ul>
        {parts.map(({ name, bytes }, index) => (
          <li key={name} className="flex h-6 items-center gap-2 text-12 text-tx-2">
            <span
              aria-hidden
              className="size-2 rounded-full"
              style={{ background: shade(index, fit === 'too-much') }}
            />
            {name}
            <span className="mono ml-auto text-tx-1">{formatBytes(bytes)}</span>
          </li>
        ))}
        {measured !== undefined && (
          <li className="flex h-6 items-center border-line border-t text-12 text-tx-2">
            {TEXTS.measured}
            <span className="mono ml-auto text-tx-1">{formatBytes(measured)}</span>
          </li>
        )}
      </ul>
    </section>
  );
}

function shade(index: number, isTooMuch: boolean): string {
  const colour = isTooMuch ? 'var(--err-fill)' : 'var(--accent-line)';
  return `color-mix(in srgb, ${colour} ${SHADES[Math.min(index, SHADES.length - 1)]}%, var(--track))`;
}
