import type { Database } from 'better-sqlite3';

/** Entries of undo and redo that are kept when a project is opened; while it is open none is dropped. */
export const KEPT_ENTRIES = 1000;

/**
 * Drops what nobody can go back to: the oldest entries beyond the number kept, revisions that neither history, runs nor names refer to, and flows that no
 * kept one is told from. The present entry is never dropped.
 */
export function trimFlowHistory(database: Database, kept = KEPT_ENTRIES): void {
  database
    .transaction(() => {
      database
        .prepare(`delete from flow_history where position <= (select max(position) from flow_history) - ?
          and position < (select cast(value as integer) from meta where name = 'flowPosition')`)
        .run(kept);
      database.exec(`
        delete from flow_revisions where revision <> (select max(revision) from flow_revisions)
          and revision not in (select revision from flow_history)
          and revision not in (select flow_revision from runs)
          and revision not in (select revision from flow_names);
        delete from flow_names where revision not in (select revision from flow_revisions);
        with recursive kept (id) as (
          select flow from flow_revisions union select flow from flow_history
          union select base from flows join kept on flows.id = kept.id where base is not null
        ) delete from flows where id not in (select id from kept);
      `);
    })
    .immediate();
}
