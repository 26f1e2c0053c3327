import type { Migration } from './migration.ts';

/*
 * What a run remembers besides its counts. `first_caption` is the lowest id that a caption of the run can have, so that its captions are a
 * range of rows; `problems` are the groups of failed and rejected samples, kept when their rows go.
 */
export const runHistory: Migration = {
  id: '2026-11-23-run-history',
  sql: `
create table run_facts (
  run integer primary key, title text not null, notes text not null, pinned integer not null,
  first_caption integer, variations integer, environment text, artifacts text, log text
) strict;
create table run_models (
  run integer not null, node integer not null, title text not null, identity text not null, primary key (run, node)
) strict, without rowid;
create table run_problems (run integer primary key, problems text not null) strict;
`,
};
