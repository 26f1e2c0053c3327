import type { Migration } from './migration.ts';

/*
 * Batches of requests at providers. Files are found by `mark`, never by a path of the project: a project is data from strangers.
 * A request's row stays until its reply has become a result; `cost` is US dollars and null while nobody knows.
 */
export const providerBatches: Migration = {
  id: '2026-11-23-provider-batches',
  sql: `
create table provider_batches (
  id integer primary key, mark text not null unique, endpoint text not null, model text not null, node integer not null, run integer not null,
  state text not null, collected integer not null, requests integer not null, bytes integer not null, tokens integer not null,
  worst real not null, price text, reservation integer, cost real, done integer not null, failed integer not null,
  input_file text, provider_id text, trouble text,
  created_at integer not null, sent_at integer, expires_at integer, ended_at integer
) strict;
create table provider_batch_requests (
  batch integer not null, key blob not null, attempt integer not null, image blob not null, worst real not null,
  state integer not null, cost real, body text,
  primary key (batch, key)
) strict, without rowid;
create index provider_batch_requests_key on provider_batch_requests (key);
`,
};
