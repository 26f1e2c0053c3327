import type { Migration } from './migration.ts';

/*
 * Stretches of a source that come again unchanged. `seen` has what a cheap node made of a stretch, `gathered` what a collector took from one;
 * `identity` stands for all that the stretch was. Both are derived: whoever takes captions away empties them.
 */
export const stretches: Migration = {
  id: '2026-11-23-stretches',
  sql: `
drop table seen;
create table seen (
  stage blob not null, home integer not null, identity blob, rejections text not null, marks blob not null, primary key (stage, home)
) strict;
create table gathered (
  node integer not null, home integer not null, identity blob not null, digests blob not null, members text not null, primary key (node, home)
) strict;
`,
};
