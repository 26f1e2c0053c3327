import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { type ChangeImpact, sumImpact } from '../../../core/change-impact.ts';
import { api } from '../../rpc/queries.ts';
import { TEXTS } from '../../texts.ts';
import { useTouched } from './last-touched.ts';
import { impactText } from './present-impact.ts';

/** What the present settings of a node run again; asked anew when the flow has changed or a run has ended. */
export function useImpact(node: string | undefined): ChangeImpact | undefined {
  return (
    useQuery({
      ...api.impact.ofChange.queryOptions({ input: { node: node ?? '' } }),
      enabled: node !== undefined,
      placeholderData: (before) => before,
    }).data ?? undefined
  );
}

/**
 * What a change runs again, said beside it: under the field that was changed last, or the first that differs from the last run.
 * Nothing where these are not among `params`, and where nothing runs again.
 */
export function ImpactLine({
  node,
  params,
}: {
  readonly node: string | undefined;
  readonly params: readonly string[];
}) {
  const impact = useImpact(node);
  const touched = useTouched((state) => (state.node === node ? state.param : undefined));
  const place = impact?.params.find((name) => name === touched) ?? impact?.params[0];
  const text = place !== undefined && params.includes(place) ? impactText(sumImpact(impact)) : undefined;
  return (
    <p aria-live="polite" className="flex items-start gap-1.5 text-11 text-tx-2 empty:hidden">
      {impact && text !== undefined && (
        <>
          <RefreshCw size={12} strokeWidth={1.75} className="mt-0.5 shrink-0 text-tx-3" aria-hidden />
          <span title={TEXTS.impact.against(impact.run)}>{text}</span>
        </>
      )}
    </p>
  );
}
