import { nodeIcon } from '../flow/node-icon.tsx';
import { OutcomeBar } from '../parts/OutcomeBar.tsx';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import type { CardState } from './card-state.ts';

/** Below 60 % zoom: the box stays, icon, name, state and bar grow, so that they can be read at 40 %. Canvas units. */
export function CompactCard({
  title,
  icon,
  colour,
  state,
  width,
}: {
  readonly title: string;
  readonly icon: string | undefined;
  readonly colour: string;
  readonly state: CardState;
  readonly width: number;
}) {
  const Icon = nodeIcon(icon);
  return (
    <div className="compact-card absolute inset-0">
      <div className="compact-body flex h-full flex-col overflow-hidden p-3">
        <div className="compact-head flex items-start justify-between">
          <span
            className="flex size-[50px] shrink-0 items-center justify-center rounded-8"
            style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
          >
            <Icon size={34} strokeWidth={1.75} aria-hidden />
          </span>
          <StatusIcon status={state.status} size={34} />
        </div>
        <span className="compact-name mt-1 font-semibold text-[23px] leading-[26px]">{title}</span>
        {state.counts && (
          <span className="mt-auto">
            <OutcomeBar
              counts={state.counts}
              expected={state.counts.expected}
              width={width - 26}
              height={12}
            />
          </span>
        )}
      </div>
    </div>
  );
}

/** Below 25 % zoom: a box in the node's colour. */
export function MinimalCard({
  icon,
  colour,
}: {
  readonly icon: string | undefined;
  readonly colour: string;
}) {
  const Icon = nodeIcon(icon);
  return (
    <div
      className="absolute inset-0 flex items-center justify-center rounded-6"
      style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
    >
      <Icon size={64} strokeWidth={1.75} aria-hidden />
    </div>
  );
}
