import { z } from 'zod';

/** Statuses of the protocol; the last four are ends. */
const STATUSES = [
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'failed',
  'completed',
  'expired',
  'cancelled',
] as const;
export type RemoteStatus = (typeof STATUSES)[number];

const ENDS: ReadonlySet<string> = new Set(['failed', 'completed', 'expired', 'cancelled']);

/** Ids go into addresses: nothing in them may lead elsewhere. */
const remoteId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/);
const fileId = remoteId.nullish().catch(undefined);
/** Seconds since 1970. */
const seconds = z.number().positive().max(1e11).nullish().catch(undefined);
const count = z.int().min(0).catch(0);
const said = z.string().nullish().catch(undefined);

const shape = z.object({
  id: remoteId,
  status: z.enum(STATUSES),
  input_file_id: fileId,
  output_file_id: fileId,
  error_file_id: fileId,
  expires_at: seconds,
  request_counts: z.object({ total: count, completed: count, failed: count }).nullish().catch(undefined),
  errors: z
    .object({ data: z.array(z.object({ code: said, message: said })).max(1000) })
    .nullish()
    .catch(undefined),
  metadata: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

/** A batch as the provider tells of it; everything in it is a stranger's. */
export interface RemoteBatch {
  readonly id: string;
  readonly status: RemoteStatus;
  readonly inputFile: string | undefined;
  readonly outputFile: string | undefined;
  readonly errorFile: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  readonly done: number;
  readonly failed: number;
  /** Why it was refused as a whole, cut to 2,000 characters; '' where nothing is said. */
  readonly complaint: string;
  /** Our own mark, given when it was created. */
  readonly mark: string | undefined;
}

/** Name under which our mark stands in a batch's metadata. */
export const MARK_NAME = 'ekphrasis_batch';

/** Undefined for what is no batch. */
export function readRemoteBatch(content: unknown): RemoteBatch | undefined {
  const parsed = shape.safeParse(content);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const mark = data.metadata?.[MARK_NAME];
  return {
    id: data.id,
    status: data.status,
    inputFile: data.input_file_id ?? undefined,
    outputFile: data.output_file_id ?? undefined,
    errorFile: data.error_file_id ?? undefined,
    expiresAt: data.expires_at ? data.expires_at * 1000 : undefined,
    done: data.request_counts?.completed ?? 0,
    failed: data.request_counts?.failed ?? 0,
    complaint: (data.errors?.data ?? [])
      .map(({ code, message }) => [code, message].filter(Boolean).join(': '))
      .join('\n')
      .slice(0, 2000),
    mark: typeof mark === 'string' ? mark : undefined,
  };
}

/** Nothing more will happen to a batch with this status. */
export function hasEnded(status: string): boolean {
  return ENDS.has(status);
}
