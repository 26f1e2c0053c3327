import { join } from 'node:path';
import { defineBench } from '../define-bench.ts';
import { copyRows } from '../flow/copy-rows.ts';
import { countCommits } from '../flow/count-commits.ts';
import { writeSingleTable } from '../flow/single-table.ts';
import { replayFlow, SyntheticProject } from '../flow/synthetic-project.ts';

const project = (folder: string) => join(folder, 'flow.ekp');

/** The whole executor with its store, against what SQLite alone needs for the same rows. */
export const bench = defineBench({
  name: 'flow-200k',
  title: '200,000 samples: source → prompt → replay → length filter → dataset, all persisted',
  sizes: { full: { samples: 200_000 }, quick: { samples: 1_500 } },
  // The peer inserts the rows that ours has left.
  inOrder: true,
  parts: {
    async ours({ size, folder }) {
      const commits = countCommits();
      const opened = new SyntheticProject(project(folder), replayFlow(size.samples));
      const before = commits();
      const started = performance.now();
      await opened.run();
      await opened.store.close();
      const seconds = (performance.now() - started) / 1000;
      return { rowsPerSecond: size.samples / seconds, commits: commits() - before };
    },
    async peer({ size, folder, measured }) {
      const groups = measured.ours?.commits ?? 1;
      const { rows, tables, seconds } = await copyRows(project(folder), join(folder, 'copy.ekp'), groups);
      return { rowsPerSecond: size.samples / seconds, rows, tables };
    },
    async singleTable({ size, folder }) {
      return { rowsPerSecond: writeSingleTable(folder, size.samples) };
    },
  },
  figures: [
    {
      name: 'ratio',
      title: '200k samples: source → prompt → replay → length filter → dataset, all persisted',
      against:
        'bare better-sqlite3 inserts of the same rows into the same tables and indexes, same commit groups',
      unit: '×',
      better: 'higher',
      target: 0.4,
      aim: 0.7,
      of: ({ ours, peer }) => ours.rowsPerSecond / peer.rowsPerSecond,
    },
    {
      name: 'single-table',
      title: 'the same run',
      against: 'bare inserts of the captions alone into one table without indexes, groups of 1,000',
      unit: '×',
      better: 'higher',
      of: ({ ours, singleTable }) => ours.rowsPerSecond / singleTable.rowsPerSecond,
    },
    {
      name: 'samples-per-second',
      title: 'the same run, samples a second',
      against: '–',
      unit: '/s',
      better: 'higher',
      of: ({ ours }) => ours.rowsPerSecond,
    },
  ],
});
