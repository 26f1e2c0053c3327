import { clsx } from 'clsx';
import { Circle, CircleCheck, CirclePause, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { MemberHealth } from '../../core/contract/endpoint.ts';
import { Tooltip } from '../parts/Tooltip.tsx';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';

const MARKS: Record<MemberHealth, { readonly icon: LucideIcon; readonly colour: string }> = {
  idle: { icon: Circle, colour: 'text-tx-3' },
  healthy: { icon: CircleCheck, colour: 'text-ok' },
  failing: { icon: TriangleAlert, colour: 'text-warn' },
  out: { icon: OctagonAlert, colour: 'text-err' },
  draining: { icon: CirclePause, colour: 'text-tx-3' },
  drained: { icon: CirclePause, colour: 'text-tx-3' },
};

/** How an address is: shape and colour together, and in words. */
export function HealthMark({ health, detail }: { readonly health: MemberHealth; readonly detail?: string }) {
  const { icon: Icon, colour } = MARKS[health];
  const words = ENDPOINT_TEXTS.live.health[health];
  const text = detail === undefined ? words : `${words}: ${detail}`;
  return (
    <Tooltip text={text}>
      <button type="button" aria-label={text} className={clsx('inline-flex shrink-0 rounded-4', colour)}>
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
}
