import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../core/contract/index.ts';
import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';

/** The contract, ready for handlers; whatever they throw leaves as the contract's own `CODED` [RPC2]. */
export const api = implement(contract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw codedError(error);
  }
});

/** The form in which an error travels: its record, with code, message and remedy. No stack, no cause. */
export function codedError(thrown: unknown): ORPCError<'CODED', ErrorRecord> {
  const data = thrown instanceof ORPCError ? refusedRequest(thrown) : toErrorRecord(thrown);
  return new ORPCError('CODED', { status: 422, message: data.message, data });
}

/** What the contract itself refused: input that does not fit. */
function refusedRequest(error: ORPCError<string, unknown>): ErrorRecord {
  return {
    code: 'USAGE',
    message: `The request does not fit: ${firstIssue(error.data) ?? error.message}.`,
    remedy: 'Reload the page; if it stays so, update the app.',
    attempts: 1,
  };
}

function firstIssue(data: unknown): string | undefined {
  const issues = typeof data === 'object' && data !== null && 'issues' in data ? data.issues : undefined;
  const issue: unknown = Array.isArray(issues) ? issues[0] : undefined;
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return undefined;
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.join('.') : '';
  return `${path === '' ? '' : `${path}: `}${String(issue.message)}`;
}
