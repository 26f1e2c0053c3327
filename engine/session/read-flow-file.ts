import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { EMPTY_FLOW, type Flow } from '../../core/flow.ts';
import { isNewerFlow, NEWER_FLOW } from '../../core/flow-format.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import type { Problem } from '../../core/problem.ts';

/** Larger files are no flows: 5,000 nodes with long prompts take a tenth of it. */
const MOST_BYTES = 32 * 2 ** 20;
/** Enough to see what kind of file it is; a file of another kind has thousands. */
const MOST_PROBLEMS = 100;

/** A flow out of a stranger's JSON file, or everything that is wrong with its form. Throws FILE_NOT_FOUND, FORMAT_INVALID. */
export async function readFlowFile(path: string): Promise<{ flow: Flow } | { problems: readonly Problem[] }> {
  const value = await readJson(path);
  if (isNewerFlow(value)) return { problems: [{ ...NEWER_FLOW, severity: 'error' }] };
  const parsed = flowSchema.safeParse(value);
  if (parsed.success) return { flow: { ...EMPTY_FLOW, ...parsed.data } };
  return {
    problems: parsed.error.issues.slice(0, MOST_PROBLEMS).map((issue) => ({
      code: 'FLOW_INVALID',
      severity: 'error',
      message: `${issue.path.length === 0 ? 'The flow' : issue.path.join('.')}: ${issue.message}.`,
      remedy: 'Correct the file, or build the flow in the app.',
    })),
  };
}

/** JSON out of a stranger's file, bounded in size. Throws FILE_NOT_FOUND, FORMAT_INVALID. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readBounded(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError('FORMAT_INVALID', `The file ${path} is not JSON.`, {
      remedy: 'Give a flow as the app saves it.',
      cause: error,
    });
  }
}

async function readBounded(path: string): Promise<string> {
  const unreadable = (error: unknown) => {
    throw new UserError('FILE_NOT_FOUND', `The file ${path} cannot be read.`, {
      remedy: 'Check its name and permissions.',
      cause: error,
    });
  };
  const stats = await stat(path).catch(unreadable);
  // A pipe would be waited for, and a device may never end.
  if (!stats.isFile()) return unreadable(undefined);
  if (stats.size > MOST_BYTES)
    throw new UserError('FORMAT_INVALID', `The file ${path} is too large to be a flow.`, {
      remedy: 'Give a flow as the app saves it.',
    });
  return readFile(path, 'utf8').catch(unreadable);
}
