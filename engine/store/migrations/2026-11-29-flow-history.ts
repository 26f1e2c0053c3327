import type { Migration } from './migration.ts';

/*
 * A flow with a `base` holds only what leads there from that earlier flow. `flow_names` are what people call revisions; those are kept for good.
 */
export const flowHistory: Migration = {
  id: '2026-11-29-flow-history',
  sql: `
alter table flows add column base integer;
create table flow_names (revision integer primary key, name text not null, at integer not null) strict;
`,
};
