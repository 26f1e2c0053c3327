import type { ErrorRecord } from './errors.ts';

/** Reason under which samples count as rejected that a person has put aside. */
export const SKIPPED = 'skipped';

const LONGEST_CAUSE = 500;

/** Name of what failures have in common: their code, and their message without the numbers, names and paths in which they differ. */
export function causeOf({ code, message }: Pick<ErrorRecord, 'code' | 'message'>): string {
  const pattern = message
    .replace(/(["'`“‘]).*?["'`”’]/gs, '…')
    .replace(/\S*[\\/]\S*/g, '…')
    .replace(/(\(|\bstatus )?(\d+)(\)?)/g, withoutNumber);
  return `${code} ${pattern}`.slice(0, LONGEST_CAUSE);
}

/** The status of an HTTP answer tells causes apart; other numbers do not. */
function withoutNumber(whole: string, before: string | undefined, number: string, after: string): string {
  const stands = before === '(' ? after === ')' : before !== undefined;
  return stands && /^[45]\d\d$/.test(number) ? whole : `${before ?? ''}#${after}`;
}
