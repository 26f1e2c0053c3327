import type { ImpactSummary } from '../../../core/change-impact.ts';
import { formatMoney, formatTimeLeft } from '../../format.ts';
import { FORM_TEXTS } from '../../texts/form.ts';

const TEXTS = FORM_TEXTS.impact;

/** What a change runs again, in a sentence or two; money is said of captioners only. Undefined where nothing is to be said. */
export function impactText(summary: ImpactSummary | undefined): string | undefined {
  if (!summary) return undefined;
  const { samples, of, captioners, newcomers } = summary;
  const parts: string[] = [];
  if (captioners > 0 && samples === 0 && of > 0) parts.push(TEXTS.known);
  else if (samples > 0)
    parts.push(
      [TEXTS.again(samples, of, captioners), ...(captioners > 0 ? priceOf(summary) : [])].join(', '),
    );
  if (newcomers > 0) parts.push(newcomersText(summary));
  return parts.length === 0 ? undefined : parts.join('. ');
}

function priceOf({ costUsd, seconds }: ImpactSummary): readonly string[] {
  const time = seconds === undefined ? [] : [TEXTS.about(formatTimeLeft(seconds))];
  if (costUsd === undefined) return [TEXTS.costUnknown];
  // What costs nothing is said by its time.
  if (costUsd === 0) return time.length > 0 ? time : [TEXTS.free];
  return [TEXTS.about(formatMoney(costUsd)), ...time];
}

function newcomersText({ newcomers, newcomersUsd }: ImpactSummary): string {
  const text = TEXTS.newcomers(newcomers);
  return newcomersUsd === undefined || newcomersUsd === 0
    ? text
    : `${text}, ${TEXTS.atMost(formatMoney(newcomersUsd))}`;
}
