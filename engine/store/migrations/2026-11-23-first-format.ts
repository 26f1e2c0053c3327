import type { Migration } from './migration.ts';

/*
 * Keys are 16 random bytes and tables that are looked up by them are `without rowid`: that is what SQLite bears fastest.
 * Node ids, prompts and authors are interned. Times are milliseconds since 1970, money is US dollars, JSON is text.
 */
export const firstFormat: Migration = {
  id: '2026-11-23-first-format',
  sql: `
create table meta (name text primary key, value text not null) strict, without rowid;
create table nodes (id integer primary key, name text not null unique) strict;

create table flows (id integer primary key, flow text not null) strict;
create table flow_revisions (revision integer primary key, flow integer not null) strict;
create table flow_history (
  position integer primary key, revision integer not null, flow integer not null,
  label text not null, merge text, at integer not null
) strict;

create table roots (id integer primary key, name text not null unique, path text not null unique) strict;
create table images (
  id integer primary key, hash blob not null unique, width integer not null, height integer not null, format text not null,
  bytes integer not null, frames integer not null, exif text not null, notice text, perceptual text
) strict;
create table locations (
  root integer not null, path text not null, bytes integer not null, mtime real not null, ctime real not null, inode text not null,
  image integer, former integer, problem text,
  primary key (root, path)
) strict, without rowid;
create index locations_image on locations (image);

create table prompts (id integer primary key, digest blob not null unique, text text not null, question text not null, part text not null) strict;
create table authors (id integer primary key, digest blob not null unique, title text not null, identity text not null, sampling text) strict;
create table captions (
  id integer primary key, chain integer not null, parent integer, image integer not null, origin integer not null,
  text text not null, finish integer not null, author integer not null, node integer, run integer, sample blob, prompt integer,
  key blob, seed integer, prompt_tokens integer, completion_tokens integer, reasoning_tokens integer,
  cost real, latency real, attempts integer, at integer not null
) strict;
create index captions_image on captions (image) where parent is null;
create index captions_chain on captions (chain) where parent is not null;
create table edits (sequence integer primary key, chain integer not null, caption integer not null, at integer not null) strict;
create index edits_chain on edits (chain, sequence);
create table variations (node integer not null, sample blob not null, number integer not null, primary key (node, sample)) strict, without rowid;

create table results (
  key blob primary key, node integer not null, kind integer not null, caption integer, body text
) strict, without rowid;
create table seen (stage blob not null, stretch integer not null, hashes blob not null, primary key (stage, stretch)) strict;

create table runs (
  id integer primary key, state text not null, flow_revision integer not null, review_sequence integer not null, options text not null,
  started_at integer not null, ended_at integer, saved_at integer not null, captions integer not null, progress text not null
) strict;
create table run_nodes (
  run integer not null, position integer not null, node integer not null, state text not null,
  came_in integer not null, kept integer not null, rejected integer not null, failed integer not null, pending integer not null, reused integer not null,
  body text not null, primary key (run, node)
) strict, without rowid;
create table exceptions (
  run integer not null, node integer not null, sample blob not null, outcome integer not null,
  cause text not null, reason text not null, body text not null, at integer not null,
  primary key (run, node, sample)
) strict, without rowid;
create index exceptions_cause on exceptions (run, node, outcome, cause);
create table peeks (node integer primary key, body text not null) strict;

create table artifacts (
  id integer primary key, key blob not null, node integer not null, run integer not null, kind text not null, title text not null,
  digest text not null, count integer not null, card text not null, at integer not null
) strict;
create index artifacts_key on artifacts (key);
create index artifacts_node on artifacts (node);
create table records (
  artifact integer not null, position integer not null, caption integer, body text not null, primary key (artifact, position)
) strict, without rowid;
create table jobs (key blob primary key, node integer not null, summary text not null, files text not null, at integer not null) strict, without rowid;

create table reservations (id integer primary key, run integer not null, usd real not null, at integer not null) strict;
create table spending (run integer primary key, usd real not null) strict;

create table exports (path blob primary key, digest blob not null, at integer not null) strict, without rowid;
`,
};
