import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { MeasuredBench } from './bench-result.ts';
import { renderTable, writeTable } from './performance-table.ts';
import { median, plainNumber } from './statistics.ts';

function measured(bench: string, median: number, target?: number): MeasuredBench {
  return {
    bench,
    title: bench,
    status: 'measured',
    quick: false,
    measuredAt: '2026-01-02T03:04:05.000Z',
    seconds: 1,
    loadAverage: [0.25, 0, 0],
    machine: {
      processor: 'Processor',
      cores: 2,
      memoryGb: 8,
      system: 'Linux 6',
      fileSystem: 'ext4',
      versions: { node: '24' },
    },
    size: { samples: 1 },
    figures: [
      {
        name: 'ratio',
        title: 'a | b',
        against: 'peer',
        unit: '×',
        better: 'higher',
        ...(target !== undefined && { target }),
        median,
        spread: [median - 0.1, median + 0.1],
        values: [median],
      },
    ],
    rounds: [{ ours: { rowsPerSecond: 1 } }],
  };
}

it('says of each figure whether it keeps its promise, and names each machine once', () => {
  const lines = renderTable([measured('one', 0.5, 0.4), measured('two', 0.3, 0.4)]).split('\n');
  expect(lines.slice(2)).toEqual([
    '| `one` | a \\| b | peer | **0.5×** (met) | 0.4 – 0.6 | ≥ 0.4× | – | 1 | 2026-01-02, load 0.3, machine 1 |',
    '| `two` | a \\| b | peer | **0.3×** (missed) | 0.2 – 0.4 | ≥ 0.4× | – | 1 | 2026-01-02, load 0.3, machine 1 |',
    '',
    '1. Processor, 2 cores, 8 GB, Linux 6, ext4; node 24',
  ]);
});

it('changes nothing of the page but the table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-table-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const page = join(folder, 'page.md');
  const around = (table: string) =>
    `# Before\n<!-- figures: written by \`npm run bench\` -->\n${table}<!-- end of figures -->\nAfter\n`;
  writeFileSync(page, around('old\n'));
  writeTable(page, [measured('one', 1)]);
  expect(readFileSync(page, 'utf8')).toBe(around(`${renderTable([measured('one', 1)])}\n`));
});

it('takes the middle, and shows three digits', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
  expect([0.43127, 12.54, 203.4, 48_212, 0, Number.NaN].map(plainNumber)).toEqual([
    '0.431',
    '12.5',
    '203',
    '48,212',
    '0',
    '–',
  ]);
});
