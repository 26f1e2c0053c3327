import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  type LucideIcon,
  OctagonAlert,
} from 'lucide-react';
import { Spinner } from '../parts/Spinner.tsx';
import type { SaidPass } from './say-pass.ts';

const LOOKS: Record<
  Exclude<SaidPass['look'], 'asking'>,
  { readonly icon: LucideIcon; readonly colour: string }
> = {
  ok: { icon: CircleCheck, colour: 'text-ok' },
  through: { icon: CircleCheck, colour: 'text-ok' },
  rejected: { icon: Ban, colour: 'text-tx-2' },
  failed: { icon: OctagonAlert, colour: 'text-err' },
  open: { icon: CircleQuestionMark, colour: 'text-tx-3' },
};

/** What became of a sample, as an icon; the words stand beside it. */
export function PassIcon({
  look,
  size = 14,
}: {
  readonly look: SaidPass['look'] | 'none';
  readonly size?: number;
}) {
  if (look === 'asking') return <Spinner size={size} />;
  const { icon: Icon, colour } = look === 'none' ? { icon: CircleDashed, colour: 'text-tx-3' } : LOOKS[look];
  return <Icon size={size} strokeWidth={1.75} className={`shrink-0 ${colour}`} aria-hidden />;
}
