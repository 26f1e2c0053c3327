import type { Migration } from './migration.ts';

/*
 * What a person decided about failed samples: put aside until told otherwise, and which captions of former bytes
 * the changed picture at the same place is to keep.
 * And how often a local model crashed on what a key stands for, so that the count outlives the process.
 */
export const setAside: Migration = {
  id: '2026-11-23-set-aside',
  sql: `
create table skips (
  node integer not null, sample blob not null, cause text not null, at integer not null, primary key (node, sample)
) strict, without rowid;
create table crashes (key blob primary key, count integer not null) strict, without rowid;
create table carried (
  node integer not null, root text not null, path text not null, caption integer not null, primary key (node, root, path)
) strict, without rowid;
create index locations_former on locations (former) where former is not null;
`,
};
