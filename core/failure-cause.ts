import type { ErrorRecord } from './errors.ts';

/** Reason under which samples count as rejected that a person has put aside. */
export const SKIPPED = 'skipped';

const LONGEST_CAUSE = 500;

/** Name of what failures have in common: their code, and their message without the numbers, names and paths in which they differ. */
export function causeOf({ code, message }: Pick<ErrorRecord, 'code' | 'message'>): string {
  const pattern = message
    .replace(/(["'`“‘]).*?["'`”’]/gs, '…')
    .replace(/\S*[\\/]\S*/g, '…')
    .replace(/\d+/g, '#');
  return `${code} ${pattern}`.slice(0, LONGEST_CAUSE);
}
