import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LocalModel } from '../../core/contract/captioner.ts';
import { Chip } from '../parts/Chip.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { isReady } from './captioner-choice.ts';

const TEXTS = CAPTIONER_TEXTS.models;
const nameOf = (provider: string) => TEXTS.providers[provider] ?? provider;

/** Images a second on this machine, where that was measured. */
export function ModelSpeed({ model }: { readonly model: LocalModel }) {
  if (model.imagesPerSecond === undefined) return null;
  return (
    <Explained text={TEXTS.speedHelp}>
      <span className="mono text-tx-2">{TEXTS.speed(model.imagesPerSecond)}</span>
    </Explained>
  );
}

/** How the model ran here the last time: on what, in how many processes, and what did not work. */
export function ModelRun({ model }: { readonly model: LocalModel }) {
  const { lastRun } = model;
  if (lastRun === undefined)
    return isReady(model) ? (
      <p className="text-11 text-tx-3">{TEXTS.triesFirst(nameOf(model.provider))}</p>
    ) : null;
  const { provider, hosts, threads, batchSize, exactBatches, memoryMB, refused } = lastRun;
  const how = [
    TEXTS.ranOn(nameOf(provider), hosts, threads),
    ...(batchSize > 1 ? [TEXTS.atOnce(batchSize)] : []),
    ...(memoryMB > 0 ? [TEXTS.eachProcess(memoryMB)] : []),
  ];
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-11 text-tx-3">
      <span>{how.join(' · ')}</span>
      {exactBatches === false && (
        <Explained text={TEXTS.oneAtATimeHelp}>
          <Chip>{TEXTS.oneAtATime}</Chip>
        </Explained>
      )}
      {refused.length > 0 && (
        <Explained text={refused.map((one) => `${nameOf(one.provider)}: ${one.message}`).join(' ')}>
          <Chip tone="warn" icon={TriangleAlert}>
            {TEXTS.didNotWork(refused.map((one) => nameOf(one.provider)).join(', '))}
          </Chip>
        </Explained>
      )}
    </div>
  );
}

function Explained({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <Tooltip text={text}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its explanation must be reachable by keyboard */}
      <span tabIndex={0} className="rounded-4">
        {children}
      </span>
    </Tooltip>
  );
}
