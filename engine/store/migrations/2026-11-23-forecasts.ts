import type { Migration } from './migration.ts';

/*
 * Money by node, and what was forecast from the trial `run`. `followed` is the run that a forecast was for, once that has begun; `target` is
 * the node that it runs to, '' for the whole flow. Node 0 is one that nobody named.
 */
export const forecasts: Migration = {
  id: '2026-11-23-forecasts',
  sql: `
alter table reservations add column node integer not null default 0;
create table node_spending (node integer not null, run integer not null, usd real not null, primary key (node, run)) strict, without rowid;
create table forecasts (
  id integer primary key, run integer not null, followed integer, revision integer not null, target text not null,
  body text not null, at integer not null
) strict;
create index forecasts_followed on forecasts (followed);
`,
};
