import type { Database } from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import type { Flow } from '../../core/flow.ts';
import { isNewerFlow, newerFlow } from '../../core/flow-format.ts';
import { flowSchema } from '../../core/flow-schema.ts';
import { applyStep, type FlowStep, stepBetween } from '../../core/flow-step.ts';
import { flowStepSchema } from '../../core/flow-step-schema.ts';
import type { GroupCommit } from './group-commit.ts';
import { parseColumn } from './json-column.ts';

/** Flows as rows: whole ones now and then, and what leads on from them. A row never changes. */
export interface FlowRows {
  /** Shares with flows that were read or written lately what is the same in both. Throws PROJECT_DAMAGED. */
  read(row: number): Flow;
  /** Gives the new row; in the caller's transaction. `near` is a row that differs little. */
  add(flow: Flow, near: number | undefined): number;
}

/** Steps from a whole flow to the farthest that is told by it: what reading one costs at most. */
const LONGEST_CHAIN = 32;
/** A step that is not much shorter than the whole flow saves nothing. Part of the whole flow's length. */
const LONGEST_STEP = 0.5;
/** Flows that are kept in memory; they share what is the same in them. */
const REMEMBERED = 200;

interface FlowRow {
  readonly id: number;
  readonly flow: string;
  readonly base: number | null;
}

/** A flow with its distance from a whole one, and the length of that one's text. */
interface Known {
  readonly flow: Flow;
  readonly distance: number;
  readonly length: number;
  /** It has passed the schema, or was made here. */
  readonly checked: boolean;
}

export function flowRows(database: Database, commits: GroupCommit): FlowRows {
  const getRow = database.prepare<[number], FlowRow>('select id, flow, base from flows where id = ?');
  const addRow = database.prepare<[string, number | null]>('insert into flows (flow, base) values (?, ?)');
  const known = new Map<number, Known>();
  // Rows of a transaction that was lost are given out again.
  commits.onRollback(() => known.clear());

  function remember(row: number, entry: Known): Known {
    known.delete(row);
    known.set(row, entry);
    const oldest = known.size > REMEMBERED ? known.keys().next() : undefined;
    if (oldest && !oldest.done) known.delete(oldest.value);
    return entry;
  }

  function find(row: number): Known {
    const steps: FlowRow[] = [];
    let id = row;
    let start = known.get(id);
    while (start === undefined) {
      const found = getRow.get(id);
      // Only earlier rows are bases: a stranger's project may lead round in a circle.
      if (!found || steps.length > LONGEST_CHAIN || (found.base !== null && found.base >= id))
        throw damaged('its row is missing');
      if (found.base === null) start = remember(id, readWhole(found));
      else {
        steps.push(found);
        id = found.base;
      }
    }
    return steps.reduceRight((from, step) => remember(step.id, readStep(from, step)), start);
  }

  function read(row: number): Flow {
    const found = find(row);
    if (!found.checked) {
      const { error } = flowSchema.safeParse(found.flow);
      if (error) throw damaged(error.message);
      remember(row, { ...found, checked: true });
    }
    return found.flow;
  }

  function add(flow: Flow, near: number | undefined): number {
    const base = near === undefined ? undefined : find(near);
    if (near !== undefined && base && base.distance < LONGEST_CHAIN) {
      const step = stepBetween(base.flow, flow);
      const text = step && JSON.stringify(step);
      if (text && text.length < base.length * LONGEST_STEP) {
        const row = Number(addRow.run(text, near).lastInsertRowid);
        remember(row, { flow, distance: base.distance + 1, length: base.length, checked: true });
        return row;
      }
    }
    const text = JSON.stringify(flow);
    const row = Number(addRow.run(text, null).lastInsertRowid);
    remember(row, { flow, distance: 0, length: text.length, checked: true });
    return row;
  }

  return { read, add };
}

/** Flows come from strangers, with the project file around them. */
function readWhole({ flow: text }: FlowRow): Known {
  const value = parseColumn<unknown>(text);
  if (isNewerFlow(value)) throw newerFlow();
  const parsed = flowSchema.safeParse(value);
  if (!parsed.success) throw damaged(parsed.error.message);
  return { flow: parsed.data, distance: 0, length: text.length, checked: true };
}

function readStep(from: Known, { flow: text }: FlowRow): Known {
  const parsed = flowStepSchema.safeParse(parseColumn<FlowStep>(text));
  if (!parsed.success) throw damaged(parsed.error.message);
  const flow = applyStep(from.flow, parsed.data);
  return { flow, distance: from.distance + 1, length: from.length, checked: false };
}

function damaged(why: string): UserError {
  return new UserError('PROJECT_DAMAGED', 'The flow in this project cannot be read.', {
    remedy: 'Restore the project from a backup.',
    excerpt: why.slice(0, 2000),
  });
}
