import type { Database } from 'better-sqlite3';
import type { FlowState, HistoryEntry } from '../../core/contract/flow.ts';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import { mergeUsedIds } from '../../core/flow-edit.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import type { GroupCommit } from './group-commit.ts';
import { parseColumn } from './json-column.ts';

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
  /** Oldest first; at most 300 entries are kept. */
  history(): readonly HistoryEntry[];
  /** The flow as it was at a revision; kept for those in the history and for those that runs refer to. */
  revisionFlow(revision: number): Flow | undefined;
}

const MERGE_WITHIN_MS = 2000;
const MOST_ENTRIES = 300;

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
  readonly flow: Flow;
}

export function flowHistory(database: Database, commits: GroupCommit, now: () => number): FlowHistory {
  const getFlow = database.prepare<[number], { flow: string }>(
    'select f.flow from flow_revisions r join flows f on f.id = r.flow where r.revision = ?',
  );
  const getFlowRow = database.prepare<[number], { flow: string }>('select flow from flows where id = ?');
  const lastRevision = database.prepare<[], { last: number }>(
    'select max(revision) as last from flow_revisions',
  );
  const getPosition = database.prepare<[], { value: string }>(
    "select value from meta where name = 'flowPosition'",
  );
  const setPosition = database.prepare<[string]>("insert or replace into meta values ('flowPosition', ?)");
  const getEntry = database.prepare<[number], EntryRow>('select * from flow_history where position = ?');
  const allEntries = database.prepare<[], EntryRow>('select * from flow_history order by position');
  const addFlow = database.prepare<[string]>('insert into flows (flow) values (?)');
  const addRevision = database.prepare<[number, number]>('insert into flow_revisions values (?, ?)');
  const putEntry = database.prepare<[number, number, number, string, string | null, number]>(
    'insert or replace into flow_history values (?, ?, ?, ?, ?, ?)',
  );
  const dropUndone = database.prepare<[number]>('delete from flow_history where position > ?');
  const dropOldest = database.prepare<[number]>('delete from flow_history where position <= ?');
  const dropRevisions = database.prepare<[number]>(`delete from flow_revisions where revision <> ?
    and revision not in (select revision from flow_history) and revision not in (select flow_revision from runs)`);
  const dropFlows = database.prepare(`delete from flows where id not in (select flow from flow_revisions)
    and id not in (select flow from flow_history)`);

  let present: Present | undefined;
  commits.onRollback(() => {
    present = undefined;
  });

  function load(): Present {
    const revision = lastRevision.get()?.last ?? 0;
    const position = Number(getPosition.get()?.value ?? 0);
    const flow = revisionFlow(revision);
    if (flow === undefined)
      throw new UserError('PROJECT_DAMAGED', 'The flow of this project is missing.', {
        remedy: 'Restore the project from a backup.',
      });
    return { position, revision, flow };
  }

  function current(): Present {
    present ??= load();
    return present;
  }

  function revisionFlow(revision: number): Flow | undefined {
    const row = getFlow.get(revision);
    return row && readFlow(row.flow);
  }

  function change(flow: Flow, label: string, merge?: string): number {
    const { position, revision } = current();
    const entry = getEntry.get(position);
    const at = now();
    const joins =
      merge !== undefined &&
      entry?.merge === merge &&
      Math.abs(at - entry.at) < MERGE_WITHIN_MS &&
      getEntry.get(position + 1) === undefined;
    const next = { position: joins ? position : position + 1, revision: revision + 1, flow };
    commits.act(() => {
      dropUndone.run(position);
      const row = Number(addFlow.run(JSON.stringify(flow)).lastInsertRowid);
      addRevision.run(next.revision, row);
      putEntry.run(next.position, next.revision, row, label, merge ?? null, at);
      setPosition.run(String(next.position));
      dropOldest.run(next.position - MOST_ENTRIES);
      dropUnreachable(next.revision);
    });
    present = next;
    return next.revision;
  }

  function moveTo(position: number): boolean {
    const entry = getEntry.get(position);
    if (entry === undefined) return false;
    const { flow: left, revision: last } = current();
    const revision = last + 1;
    commits.act(() => {
      addRevision.run(revision, withUsedIds(entry, left));
      setPosition.run(String(position));
      dropUnreachable(revision);
    });
    present = undefined;
    return true;
  }

  /** Row of the entry's flow, in which every id stays used that was used up to now: undoing frees none. */
  function withUsedIds(entry: EntryRow, left: Flow): number {
    const flow = readFlow(getFlowRow.get(entry.flow)?.flow ?? '');
    const usedIds = mergeUsedIds(flow.usedIds, left.usedIds);
    const isSame = Object.keys(usedIds).every((stem) => usedIds[stem] === flow.usedIds[stem]);
    return isSame ? entry.flow : Number(addFlow.run(JSON.stringify({ ...flow, usedIds })).lastInsertRowid);
  }

  function dropUnreachable(revision: number): void {
    dropRevisions.run(revision);
    dropFlows.run();
  }

  function state(): Omit<FlowState, 'problems'> {
    const { flow, revision, position } = current();
    const undo = getEntry.get(position - 1) && getEntry.get(position)?.label;
    const redo = getEntry.get(position + 1)?.label;
    return { flow, revision, ...(undo !== undefined && { undo }), ...(redo !== undefined && { redo }) };
  }

  return {
    flow: () => current().flow,
    revision: () => current().revision,
    state,
    change,
    undo: () => moveTo(current().position - 1),
    redo: () => moveTo(current().position + 1),
    history: () => {
      const { position } = current();
      return allEntries.all().map(
        ({ revision, label, at, position: own }): HistoryEntry => ({
          revision,
          label,
          at,
          current: own === position,
        }),
      );
    },
    revisionFlow,
  };
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

/** Flows come from strangers, with the project file around them. Throws PROJECT_DAMAGED. */
function readFlow(text: string): Flow {
  const parsed = flowSchema.safeParse(parseColumn<unknown>(text));
  if (parsed.success) return parsed.data;
  throw new UserError('PROJECT_DAMAGED', 'The flow in this project cannot be read.', {
    remedy: 'Restore the project from a backup.',
    excerpt: parsed.error.message.slice(0, 2000),
  });
}
