import { SKIPPED } from '../../core/failure-cause.ts';
import type { PathPass } from '../../core/sample-path.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';

const TEXTS = SEEING_TEXTS.says;

/** How a pass looks: what a node did with a sample, in a word or two, and what there is to it. */
export interface SaidPass {
  readonly look: 'ok' | 'rejected' | 'failed' | 'open' | 'asking' | 'through';
  readonly title: string;
  readonly text?: string;
}

/** A pass in words. `ofRun`: it is told of a run, and not of what would be. */
export function sayPass(pass: PathPass, ofRun: boolean): SaidPass {
  switch (pass.outcome) {
    case 'kept':
      return sayKept(pass, ofRun);
    case 'rejected':
      if (pass.reason === SKIPPED) return { look: 'rejected', title: TEXTS.skipped };
      return withText('rejected', TEXTS.rejected(pass.reason ?? ''), pass.detail);
    case 'failed':
      return withText('failed', TEXTS.failed, sentences(pass.error?.message, pass.error?.remedy));
    case 'asking':
      return { look: 'asking', title: TEXTS.asking };
    case 'unasked':
      return withText('open', TEXTS.unasked, pass.waitsForRun ? TEXTS.unaskedRun : TEXTS.unaskedMoney);
    case 'gathered':
      return { look: 'ok', title: ofRun ? TEXTS.gathered : TEXTS.wouldGather };
    case 'unknown':
      return withText('open', TEXTS.unknown, pass.gap === 'needs-all' ? TEXTS.needsAll : TEXTS.notReached);
  }
}

function sayKept(pass: PathPass, ofRun: boolean): SaidPass {
  const { changed, caption, prompt, amongAll } = pass;
  if (amongAll && !ofRun) return withText('through', TEXTS.amongAll, TEXTS.amongAllText);
  if (changed.includes('caption') && caption) return withText('ok', TEXTS.caption, caption.text);
  if (changed.includes('prompt') && prompt) return withText('ok', TEXTS.prompt, prompt.text);
  if (changed.includes('evidence')) return { look: 'ok', title: TEXTS.evidence };
  if (changed.includes('metadata')) return { look: 'ok', title: TEXTS.metadata };
  return { look: 'through', title: TEXTS.kept };
}

function withText(look: SaidPass['look'], title: string, text: string | undefined): SaidPass {
  return { look, title, ...(text !== undefined && text !== '' && { text }) };
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** The pass that matters most where a picture has several records: what went wrong before what went well. */
export function tellingPass(passes: readonly PathPass[]): PathPass | undefined {
  const weight = (pass: PathPass) => ORDER.indexOf(pass.outcome);
  return passes.toSorted((one, other) => weight(one) - weight(other))[0];
}

const ORDER: readonly PathPass['outcome'][] = [
  'failed',
  'rejected',
  'asking',
  'unasked',
  'unknown',
  'kept',
  'gathered',
];
