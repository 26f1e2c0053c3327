import { clsx } from 'clsx';
import type { EndpointCounts, EndpointStatistics, MemberStatistics } from '../../core/contract/endpoint.ts';
import { formatCount } from '../format.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { HealthMark } from './HealthMark.tsx';

const TEXTS = ENDPOINT_TEXTS.live;
const NUMBERS = [
  'inFlight',
  'replies',
  'pace',
  'retries',
  'refused',
  'failures',
  'latency',
  'tokens',
  'cost',
] as const;
const HELP: Readonly<Record<string, string>> = TEXTS.help;

/** What one endpoint has done since the app started, address by address, live. */
export function EndpointLive({ statistics }: { readonly statistics: EndpointStatistics }) {
  const { name, members } = statistics;
  const troubled = members.filter(({ trouble, health, note }) => note ?? (trouble && health !== 'healthy'));
  return (
    <div className="border-line border-t bg-bg-2" data-testid="endpoint-live">
      <div className="overflow-x-auto">
        <table aria-label={TEXTS.title(name)} className="w-full border-collapse">
          <thead>
            <tr className="h-7 text-left font-medium text-11 text-tx-3">
              <th scope="col" className="pr-2 pl-4 font-medium">
                {TEXTS.columns.address}
              </th>
              {NUMBERS.map((column) => (
                <th
                  key={column}
                  scope="col"
                  title={HELP[column]}
                  className="px-2 text-right font-medium whitespace-nowrap last:pr-4"
                >
                  {TEXTS.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.url} data-testid="endpoint-member" className="h-7 border-line border-t">
                <th scope="row" className="max-w-64 pr-2 pl-4 text-left font-normal">
                  <span className="flex items-center gap-1.5">
                    <HealthMark
                      health={member.health}
                      {...(member.health !== 'healthy' &&
                        member.trouble && { detail: member.trouble.message })}
                    />
                    <span className="mono truncate text-tx-1" title={member.url}>
                      {hostOf(member.url)}
                    </span>
                  </span>
                </th>
                <Numbers counts={member} />
              </tr>
            ))}
            {members.length > 1 && (
              <tr className="h-7 border-line-2 border-t">
                <th scope="row" className="pr-2 pl-4 text-left font-medium text-12">
                  {TEXTS.total}
                </th>
                <Numbers counts={statistics} strong />
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {troubled.map((member) => (
        <p key={member.url} className="border-line border-t px-4 py-1.5 text-11 text-tx-2">
          <span className="mono">{hostOf(member.url)}</span> · {wordsOf(member)}
        </p>
      ))}
    </div>
  );
}

function Numbers({ counts, strong = false }: { readonly counts: EndpointCounts; readonly strong?: boolean }) {
  const { latency } = counts;
  const cells: Readonly<Record<(typeof NUMBERS)[number], string>> = {
    inFlight: TEXTS.inFlight(counts.inFlight, counts.limit),
    replies: formatCount(counts.replies),
    pace: TEXTS.pace(counts.perSecond),
    retries: formatCount(counts.retries),
    refused: formatCount(counts.refused),
    failures: formatCount(counts.failures),
    latency: latency ? TEXTS.latency(latency.p50, latency.p95) : '–',
    tokens: TEXTS.tokens(counts.promptTokens, counts.completionTokens),
    cost: TEXTS.cost(counts.costUsd, counts.unpriced, counts.replies),
  };
  return NUMBERS.map((column) => (
    <td
      key={column}
      data-column={column}
      className={clsx(
        'mono px-2 text-right whitespace-nowrap last:pr-4',
        strong ? 'text-tx-1' : 'text-tx-2',
        (column === 'refused' || column === 'failures') && counts[column] > 0 && 'text-warn',
      )}
    >
      {cells[column]}
    </td>
  ));
}

function wordsOf({ note, trouble, health, probeAt }: MemberStatistics): string {
  const parts = [note, health === 'healthy' ? undefined : trouble?.message];
  if (probeAt !== undefined) parts.push(TEXTS.probe(Math.round((probeAt - Date.now()) / 1000)));
  return parts.filter((part) => part !== undefined).join(' · ');
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
