import type { ErrorRecord } from '../../core/errors.ts';
import type { ProjectState } from '../rpc/project-state.ts';

/** What the top bar says about the project's changes. */
export type Saving = 'saved' | 'saving' | 'readOnly' | 'notSaved' | 'away';

/** `notSaved` and `away` want to be looked at: changes wait, or there would be nobody to take them. */
export function savingState({
  readOnly,
  connection,
  pending,
  trouble,
}: {
  readonly readOnly: boolean;
  readonly connection: ProjectState['connection'];
  /** Changes that the engine has not confirmed. */
  readonly pending: number;
  readonly trouble: ErrorRecord | undefined;
}): Saving {
  const away = connection === 'lost' || connection === 'restarting';
  if (pending > 0 && (away || trouble)) return 'notSaved';
  if (away) return 'away';
  if (readOnly) return 'readOnly';
  return pending > 0 ? 'saving' : 'saved';
}
