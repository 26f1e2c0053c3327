import type { Database } from 'better-sqlite3';
import type { FlowState, HistoryEntry } from '../../core/contract/flow.ts';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import { mergeUsedIds } from '../../core/flow-edit.ts';
import { usedIdsSchema } from '../../core/flow-schema.ts';
import { listFlowHistory } from './flow-history-list.ts';
import { flowRows } from './flow-rows.ts';
import type { GroupCommit } from './group-commit.ts';

/** The project's flow and its linear, persistent undo history. Every change is on disk when the call returns. */
export interface FlowHistory {
  flow(): Flow;
  /** Grows with every change, undo and redo included. */
  revision(): number;
  /** The same as one object, without the problems, which validation finds. */
  state(): Omit<FlowState, 'problems'>;
  /**
   * Makes `flow` the present one and gives its revision. Changes with the same `merge` word, each under 2 s after the one before, are undone together.
   * What had been undone can no longer be redone.
   */
  change(flow: Flow, label: string, merge?: string): number;
  /** Back to the state before; false where there is nothing to undo. */
  undo(): boolean;
  redo(): boolean;
  /** To an entry of the history, by its revision; false where the history has none of that revision. */
  jump(revision: number): boolean;
  /** Everything that can be gone back to, oldest first. */
  history(): readonly HistoryEntry[];
  /** The flow as it was at a revision; kept for those in the history, those that runs refer to and those with a name. */
  revisionFlow(revision: number): Flow | undefined;
  /** Gives a revision a name, by which it is kept for good; '' takes the name away. Throws NOT_FOUND, USAGE. */
  nameRevision(revision: number, name: string): void;
}

const MERGE_WITHIN_MS = 2000;
/** A person reads a list of names; more are a script. */
const MOST_NAMES = 1000;

/** A row of `flow_history`. */
interface EntryRow {
  readonly position: number;
  readonly revision: number;
  readonly flow: number;
  readonly label: string;
  readonly merge: string | null;
  readonly at: number;
}
interface Present {
  readonly position: number;
  readonly revision: number;
  /** Its row, in which ids may be missing that were used since. */
  readonly row: number;
  readonly flow: Flow;
}

export function flowHistory(database: Database, commits: GroupCommit, now: () => number): FlowHistory {
  const rows = flowRows(database, commits);
  const getRevision = database
    .prepare<[number], number>('select flow from flow_revisions where revision = ?')
    .pluck();
  const lastRevision = database
    .prepare<[], number | null>('select max(revision) from flow_revisions')
    .pluck();
  const getMeta = database.prepare<[string], string>('select value from meta where name = ?').pluck();
  const setMeta = database.prepare<[string, string]>('insert or replace into meta values (?, ?)');
  const getEntry = database.prepare<[number], EntryRow>('select * from flow_history where position = ?');
  const entryBefore = database.prepare<[number], EntryRow>(
    'select * from flow_history where position < ? order by position desc limit 1',
  );
  const entryAfter = database.prepare<[number], EntryRow>(
    'select * from flow_history where position > ? order by position limit 1',
  );
  const entryOf = database.prepare<[number], EntryRow>('select * from flow_history where revision = ?');
  const addRevision = database.prepare<[number, number]>('insert into flow_revisions values (?, ?)');
  const putEntry = database.prepare<[number, number, number, string, string | null, number]>(
    'insert or replace into flow_history values (?, ?, ?, ?, ?, ?)',
  );
  const dropUndone = database.prepare<[number]>('delete from flow_history where position > ?');
  const countNames = database.prepare<[], number>('select count(*) from flow_names').pluck();
  const putName = database.prepare<[number, string, number]>(
    'insert or replace into flow_names values (?, ?, ?)',
  );
  const dropName = database.prepare<[number]>(
    'delete from flow_names where revision in (select revision from flow_revisions where flow = ?)',
  );
  const list = listFlowHistory(database);

  let present: Present | undefined;
  commits.onRollback(() => {
    present = undefined;
  });

  function load(): Present {
    const revision = lastRevision.get() ?? 0;
    const row = getRevision.get(revision);
    if (row === undefined)
      throw new UserError('PROJECT_DAMAGED', 'The flow of this project is missing.', {
        remedy: 'Restore the project from a backup.',
      });
    return { position: place(), revision, row, flow: withUsedIds(rows.read(row), everUsed()) };
  }

  function place(): number {
    const position = Number(getMeta.get('flowPosition') ?? 0);
    return Number.isSafeInteger(position) ? position : 0;
  }

  function current(): Present {
    present ??= load();
    return present;
  }

  /** Ids that were used by what is undone now. A stranger's project may hold anything there. */
  function everUsed(): Flow['usedIds'] {
    try {
      return usedIdsSchema.parse(JSON.parse(getMeta.get('flowUsedIds') ?? '{}'));
    } catch {
      // Only that an id could be given out again, which nothing refers to any more.
      return {};
    }
  }

  function change(flow: Flow, label: string, merge?: string): number {
    const { position, revision, row } = current();
    const entry = getEntry.get(position);
    const at = now();
    const joins =
      merge !== undefined &&
      entry?.merge === merge &&
      Math.abs(at - entry.at) < MERGE_WITHIN_MS &&
      entryAfter.get(position) === undefined;
    // What is typed is told from before the typing, so that nothing depends on the texts between.
    const near = (joins ? entryBefore.get(position)?.flow : undefined) ?? row;
    const next = { position: joins ? position : position + 1, revision: revision + 1, flow };
    const added = commits.act(() => {
      dropUndone.run(position);
      const newRow = rows.add(flow, near);
      addRevision.run(next.revision, newRow);
      putEntry.run(next.position, next.revision, newRow, label, merge ?? null, at);
      setMeta.run('flowPosition', String(next.position));
      return newRow;
    });
    present = { ...next, row: added };
    return next.revision;
  }

  function moveTo(entry: EntryRow | undefined): boolean {
    if (entry === undefined) return false;
    const { flow: left, revision: last } = current();
    const flow = withUsedIds(rows.read(entry.flow), left.usedIds);
    const next = { position: entry.position, revision: last + 1, row: entry.flow, flow };
    commits.act(() => {
      addRevision.run(next.revision, next.row);
      setMeta.run('flowPosition', String(next.position));
      setMeta.run('flowUsedIds', JSON.stringify(flow.usedIds));
    });
    present = next;
    return true;
  }

  function jump(revision: number): boolean {
    const entry = entryOf.get(revision);
    if (entry?.position === current().position) return true;
    return moveTo(entry);
  }

  function state(): Omit<FlowState, 'problems'> {
    const { flow, revision, position } = current();
    const undo = entryBefore.get(position) && getEntry.get(position)?.label;
    const redo = entryAfter.get(position)?.label;
    return { flow, revision, ...(undo !== undefined && { undo }), ...(redo !== undefined && { redo }) };
  }

  function nameRevision(revision: number, name: string): void {
    const row = getRevision.get(revision);
    if (row === undefined)
      throw new UserError('NOT_FOUND', `Revision ${revision} of the flow is not kept any more.`, {
        remedy: 'Choose another one of the list.',
      });
    if (name !== '' && (countNames.get() ?? 0) >= MOST_NAMES)
      throw new UserError('USAGE', `${MOST_NAMES} revisions have a name already.`, {
        remedy: 'Take the name of one away that nobody needs any more.',
      });
    commits.act(() => {
      // The same flow has several revisions where it was gone back to.
      dropName.run(row);
      if (name !== '') putName.run(revision, name, now());
    });
  }

  return {
    flow: () => current().flow,
    revision: () => current().revision,
    state,
    change,
    undo: () => moveTo(entryBefore.get(current().position)),
    redo: () => moveTo(entryAfter.get(current().position)),
    jump,
    history: () => list(place()),
    revisionFlow: (revision) => {
      const row = getRevision.get(revision);
      return row === undefined ? undefined : rows.read(row);
    },
    nameRevision,
  };
}

/** The flow in which every id stays used that was used up to now: undoing frees none. */
function withUsedIds(flow: Flow, used: Flow['usedIds']): Flow {
  const usedIds = mergeUsedIds(flow.usedIds, used);
  const isSame = Object.keys(usedIds).every((stem) => usedIds[stem] === flow.usedIds[stem]);
  return isSame ? flow : { ...flow, usedIds };
}

/** First entry of the history, in the caller's transaction. */
export function fillFlowHistory(database: Database, flow: Flow, at: number): void {
  const row = Number(
    database.prepare('insert into flows (flow) values (?)').run(JSON.stringify(flow)).lastInsertRowid,
  );
  database.prepare('insert into flow_revisions values (1, ?)').run(row);
  database.prepare("insert into flow_history values (1, 1, ?, 'New project', null, ?)").run(row, at);
  database.prepare("insert into meta values ('flowPosition', '1')").run();
}
