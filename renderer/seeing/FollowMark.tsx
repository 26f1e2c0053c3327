import { clsx } from 'clsx';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { useFollow } from './follow-state.ts';
import { PassIcon } from './PassIcon.tsx';
import { sayPass, tellingPass } from './say-pass.ts';

/** Over a card, while a sample is followed: what this node did with it. */
export function FollowMark({ id, far }: { readonly id: string; readonly far: boolean }) {
  const step = useFollow((state) => state.path?.steps.find(({ node }) => node === id));
  const ofRun = useFollow((state) => state.path?.run !== undefined);
  const pass = step && tellingPass(step.passes);
  if (!step || !pass) return null;
  const said = sayPass(pass, ofRun);
  const detail = pass.outcome === 'rejected' || pass.outcome === 'unknown' ? said.text : undefined;
  const title = pass.outcome === 'kept' && said.look === 'ok' ? SEEING_TEXTS.says.kept : said.title;
  const several = step.passes.length > 1 ? SEEING_TEXTS.says.several(step.passes.length) : undefined;
  return (
    <span
      data-testid="follow-mark"
      data-outcome={pass.outcome}
      className={clsx(
        'pointer-events-none absolute bottom-full left-0 z-10 mb-1 inline-flex w-max max-w-90 items-center gap-1 rounded-full border bg-bg-1 text-tx-1',
        far ? 'h-10 px-3 text-20' : 'h-6 px-2 text-11',
        said.look === 'failed' ? 'border-err-fill' : 'border-accent-line',
        pass.unsure && 'border-dashed',
      )}
    >
      <PassIcon look={said.look} size={far ? 22 : 14} />
      <span className="truncate">{[title, !far && detail, several].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

/** Whether a card stands back while a sample is followed: nothing of it came there. */
export function useStandsBack(id: string): boolean {
  return useFollow(
    ({ target, path }) =>
      target !== undefined &&
      !(path?.steps.some(({ node, passes }) => node === id && passes.length > 0) ?? false),
  );
}
