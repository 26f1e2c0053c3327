import { useQuery } from '@tanstack/react-query';
import type { ManagedServer } from '../../core/serving/managed-server.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { api } from '../rpc/queries.ts';
import { SERVING_TEXTS as TEXTS } from '../texts/serving.ts';

const MOST_LINES = 500;
const LIVE_MS = 2000;

/** What a server has written since its last start. */
export function ServerLog({
  server: { name, title },
  onClose,
}: {
  readonly server: ManagedServer;
  readonly onClose: () => void;
}) {
  const options = api.serving.log.queryOptions({ input: { name, lines: MOST_LINES } });
  const { data } = useQuery({ ...options, refetchInterval: LIVE_MS });
  return (
    <Dialog open onClose={onClose} title={TEXTS.logOf(title)} width={820}>
      {data?.lines.length === 0 && <p className="text-12 text-tx-3">{TEXTS.logEmpty}</p>}
      <pre className="mono whitespace-pre-wrap break-words text-tx-2">{data?.lines.join('\n')}</pre>
    </Dialog>
  );
}
