import {
  Circle,
  CircleCheck,
  CirclePause,
  CircleQuestionMark,
  CircleStop,
  Clock,
  CornerUpRight,
  type LucideIcon,
  OctagonAlert,
  Recycle,
  RotateCw,
  TriangleAlert,
  VolumeX,
} from 'lucide-react';
import { TEXTS } from '../texts.ts';
import { Spinner } from './Spinner.tsx';

/** What a node's or a run's icon can say. */
export type Status =
  | 'idle'
  | 'queued'
  | 'waiting'
  | 'running'
  | 'done'
  | 'reused'
  | 'outdated'
  | 'paused'
  | 'stopped'
  | 'warning'
  | 'error'
  | 'bypassed'
  | 'muted'
  | 'unknown';

const ICONS: Record<Exclude<Status, 'running'>, { readonly icon: LucideIcon; readonly colour: string }> = {
  idle: { icon: Circle, colour: 'text-tx-3' },
  queued: { icon: Clock, colour: 'text-tx-3' },
  waiting: { icon: Clock, colour: 'text-tx-3' },
  done: { icon: CircleCheck, colour: 'text-ok' },
  reused: { icon: Recycle, colour: 'text-ok' },
  outdated: { icon: RotateCw, colour: 'text-tx-2' },
  paused: { icon: CirclePause, colour: 'text-tx-3' },
  stopped: { icon: CircleStop, colour: 'text-tx-3' },
  warning: { icon: TriangleAlert, colour: 'text-warn' },
  error: { icon: OctagonAlert, colour: 'text-err' },
  bypassed: { icon: CornerUpRight, colour: 'text-tx-3' },
  muted: { icon: VolumeX, colour: 'text-tx-3' },
  unknown: { icon: CircleQuestionMark, colour: 'text-tx-3' },
};

/** The state's icon with its name for readers. */
export function StatusIcon({ status, size = 16 }: { readonly status: Status; readonly size?: number }) {
  if (status === 'running') return <Spinner size={size} label={TEXTS.status.running} />;
  const { icon: Icon, colour } = ICONS[status];
  return (
    <Icon
      size={size}
      strokeWidth={1.75}
      role="img"
      aria-label={TEXTS.status[status]}
      className={`shrink-0 ${colour}`}
    />
  );
}
