import { UserError } from './errors.ts';
import { FLOW_FORMAT } from './flow.ts';

/** A flow, in whatever form, that says of itself that it is of a format which this version does not know. */
export function isNewerFlow(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('format' in value)) return false;
  return typeof value.format === 'number' && value.format > FLOW_FORMAT;
}

/** What is said of such a flow. */
export const NEWER_FLOW = {
  code: 'PROJECT_NEWER',
  message: 'This flow was made by a newer version of Ekphrasis.',
  remedy: 'Update the app to open it; it has not been changed.',
} as const;

/** The same as an error. */
export function newerFlow(): UserError {
  const { code, message, remedy } = NEWER_FLOW;
  return new UserError(code, message, { remedy });
}
