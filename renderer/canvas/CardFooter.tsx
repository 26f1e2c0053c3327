import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import type { RunId } from '../../core/ids.ts';
import { keyText } from '../commands/chord-text.ts';
import { useKeys } from '../commands/registry.ts';
import { StatusIcon } from '../parts/StatusIcon.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { type CardState, reusedFooter } from './card-state.ts';

/** The commands that switch a node off and on again. */
const SWITCHES = { bypassed: 'node.bypass', muted: 'node.mute' } as const;

type Footer = NonNullable<CardState['footer']>;

/** The last zone of a card. */
export function CardFooter({ footer }: { readonly footer: Footer }) {
  return (
    <div className="flex h-[25px] items-center gap-2 border-line border-t px-3 text-tx-2">
      {footer.icon && <StatusIcon status={footer.icon} size={12} />}
      <span className={clsx('min-w-0 flex-1 truncate', footer.icon ? 'text-11' : 'mono')} title={footer.left}>
        {footer.left}
      </span>
      {footer.middle && <span className="mono">{footer.middle}</span>}
      {footer.right && (
        <span
          className={clsx(
            'mono text-right',
            footer.icon ? 'text-tx-2' : 'font-medium text-tx-1',
            footer.middle && 'flex-1',
          )}
        >
          {footer.right}
        </span>
      )}
    </div>
  );
}

/** The same with the run from which everything was reused: asked for by cards that are in view, not by all of the flow. */
export function ReusedFooter({ node }: { readonly node: string }) {
  const run = useProject((state) => state.run?.id);
  const worked = useQuery({
    ...api.run.lastWorked.queryOptions({ input: { node, before: (run ?? 1) as RunId } }),
    enabled: run !== undefined,
  }).data;
  return <CardFooter footer={reusedFooter(worked ?? undefined)} />;
}

/** The footer of a node that is switched off, with the keys in force that switch it on again. */
export function OffFooter({
  mode,
  footer,
}: {
  readonly mode: keyof typeof SWITCHES;
  readonly footer: Footer;
}) {
  const keys = useKeys(SWITCHES[mode]);
  return <CardFooter footer={{ ...footer, ...(keys !== undefined && { right: keyText(keys) }) }} />;
}
