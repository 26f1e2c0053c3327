import { ORPCError } from '@orpc/client';
import type { ErrorRecord } from '../../core/errors.ts';
import { TEXTS } from '../texts.ts';

/** What a failed call says, whatever was thrown: the engine's own record, or one made from the exception. */
export function errorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof ORPCError && isRecord(thrown.data)) return thrown.data;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'UNEXPECTED', message: message || TEXTS.connection.noReason, attempts: 1 };
}

function isRecord(data: unknown): data is ErrorRecord {
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data;
}
