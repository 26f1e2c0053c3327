import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { formatSpokenTime } from '../format.ts';
import { TEXTS } from '../texts.ts';
import type { CardState } from './card-state.ts';

/** A card as it is read aloud: `GPT-4V endpoint, captioner, running, 2,069 kept, 9 rejected, 14 failed, 34 minutes left`. */
export function readCard(
  title: string,
  category: NodeDescriptor['category'] | undefined,
  state: CardState,
): string {
  const { status, counts, problem, warning, outdated } = state;
  const left = status === 'running' ? counts?.etaSeconds : undefined;
  return [
    title,
    category && TEXTS.node.categories[category],
    TEXTS.status[status].toLowerCase(),
    outdated && status !== 'outdated' && TEXTS.status.outdated.toLowerCase(),
    counts && TEXTS.node.counts(counts.kept, counts.rejected, counts.failed),
    left !== undefined && TEXTS.node.timeLeft(formatSpokenTime(left)),
    problem?.message ?? warning,
  ]
    .filter(Boolean)
    .join(', ');
}
