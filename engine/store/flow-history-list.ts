import type { Database } from 'better-sqlite3';
import type { HistoryEntry } from '../../core/contract/flow.ts';

interface ListedRow {
  readonly position: number;
  readonly revision: number;
  readonly flow: number;
  readonly label: string;
  readonly at: number;
}
interface NamedRow {
  readonly revision: number;
  readonly flow: number;
  readonly name: string;
  readonly at: number;
}
interface UsedRow {
  readonly run: number;
  readonly revision: number;
  readonly flow: number;
  readonly at: number;
}

/** Longest label and name that a list shows; a stranger's project may hold longer ones. */
const LONGEST = 200;

/**
 * Reads everything that can be gone back to, oldest first: the entries of undo and redo, and between them revisions that only runs or names keep.
 * Runs and names stand at the entry whose flow is theirs: undoing gives a flow a new revision, not a new content.
 */
export function listFlowHistory(database: Database): (position: number) => readonly HistoryEntry[] {
  const entries = database.prepare<[], ListedRow>(
    'select position, revision, flow, label, at from flow_history order by position',
  );
  const names = database.prepare<[], NamedRow>(
    'select n.revision, r.flow, n.name, n.at from flow_names n join flow_revisions r on r.revision = n.revision order by n.revision',
  );
  const runs = database.prepare<[], UsedRow>(
    `select runs.id as run, r.revision, r.flow, runs.started_at as at
    from runs join flow_revisions r on r.revision = runs.flow_revision order by runs.id`,
  );
  return (position) => {
    const listed = entries.all();
    const named = names.all();
    const used = runs.all();
    const nameOf = new Map(named.map(({ flow, name }) => [flow, name.slice(0, LONGEST)]));
    const runsOf = Map.groupBy(used, ({ flow }) => flow);
    const marks = (flow: number): Pick<HistoryEntry, 'runs' | 'name'> => {
      const name = nameOf.get(flow);
      return {
        runs: (runsOf.get(flow) ?? []).map(({ run }) => run),
        ...(name !== undefined && { name }),
      };
    };
    const shown = new Set(listed.map(({ flow }) => flow));
    const kept: HistoryEntry[] = [];
    for (const { flow, revision, at } of [...named, ...used]) {
      if (shown.has(flow)) continue;
      shown.add(flow);
      kept.push({ revision, at, label: '', place: 'kept', ...marks(flow) });
    }
    const inHistory = listed.map(
      (row): HistoryEntry => ({
        revision: row.revision,
        at: row.at,
        label: row.label.slice(0, LONGEST),
        place: row.position === position ? 'present' : row.position < position ? 'past' : 'undone',
        ...marks(row.flow),
      }),
    );
    // Later entries have later revisions, so that both are in the order of time.
    return [...kept, ...inHistory].sort((a, b) => a.revision - b.revision);
  };
}
