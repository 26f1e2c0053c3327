import { describe, expect, it } from 'vitest';
import { EMPTY_FLOW } from '../../core/flow.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatDuration, formatUsd } from './format-number.ts';
import { formatTable, plainText } from './plain-text.ts';
import { progressLine } from './progress-line.ts';
import { showProgress } from './show-progress.ts';
import { formatStatus, statusOf } from './status.ts';
import type { Terminal } from './terminal.ts';

const node = (facts: Partial<NodeProgress>): NodeProgress => ({
  id: 'captioner',
  type: 'captioners.local',
  state: 'running',
  in: 0,
  kept: 0,
  rejected: 0,
  failed: 0,
  pending: 0,
  reused: 0,
  ratePerSecond: 0,
  spendUsd: 0,
  elapsedMs: 0,
  outputs: {},
  ...facts,
});
const run = (facts: Partial<RunProgress>): RunProgress => ({
  id: 3 as RunProgress['id'],
  state: 'running',
  flowRevision: 1,
  startedAt: 0,
  nodes: [],
  spendUsd: 0,
  reservedUsd: 0,
  ...facts,
});

describe('progressLine', () => {
  it('shows the node with most work left', () => {
    const line = progressLine(
      run({
        nodes: [
          node({ id: 'images', in: 24, kept: 24 }),
          node({ in: 24, kept: 12, pending: 12, ratePerSecond: 1.44, etaSeconds: 8.4 }),
        ],
        spendUsd: 0.031,
      }),
      120,
    );
    expect(line).toBe('▕██████████          ▏  captioner 12/24  1.4/s  8 s left  $0.03');
  });

  it('says what it is when nothing has come in', () => {
    expect(progressLine(run({ state: 'queued' }), 80)).toBe('Queued …');
  });

  it('never is wider than the terminal', () => {
    const line = progressLine(run({ nodes: [node({ in: 9, note: 'x'.repeat(200) })] }), 40);
    expect([...line].length).toBe(40);
  });
});

describe('showProgress', () => {
  const recorded = (isLive: boolean) => {
    const texts: string[] = [];
    const terminal = { isLive, columns: () => 80, err: (text: string) => void texts.push(text) };
    let time = 1000;
    const display = showProgress(terminal as unknown as Terminal, () => time);
    return { texts, display, pass: (ms: number) => (time += ms) };
  };
  it('redraws one line on a terminal and writes what stays above it', () => {
    const { texts, display, pass } = recorded(true);
    display.update(run({ state: 'queued' }));
    pass(200);
    display.update(run({ state: 'running' }));
    display.say('a caption');
    display.end();
    expect(texts.join('')).toBe('Queued …\r\u001b[2KRunning …\r\u001b[2Ka caption\nRunning …\r\u001b[2K');
  });
  it('writes a line now and then into a pipe', () => {
    const { texts, display, pass } = recorded(false);
    for (let index = 0; index < 11; index++) {
      display.update(run({ state: 'running' }));
      pass(1000);
    }
    expect(texts).toEqual(['Running …\n', 'Running …\n']);
  });
});

describe('exitCodeOf', () => {
  const reason = (code: 'BUDGET_REACHED' | 'FOLDER_EMPTY' | 'ENDPOINT_AUTH') => ({
    code,
    message: '',
    attempts: 1,
  });
  it.each([
    ['done', run({ state: 'done' }), 0],
    ['done with failed samples', run({ state: 'done', nodes: [node({ failed: 1 })] }), 1],
    ['paused by the budget', run({ state: 'paused', reason: reason('BUDGET_REACHED') }), 3],
    ['paused by what would hit every sample', run({ state: 'paused', reason: reason('ENDPOINT_AUTH') }), 1],
    ['without images', run({ state: 'failed', reason: reason('FOLDER_EMPTY') }), 2],
    ['stopped', run({ state: 'stopped' }), 130],
    ['failed in the middle', run({ state: 'failed', nodes: [node({ in: 3 })] }), 1],
  ])('[CLI2] a run %s ends with its own code', (_title, progress, expected) => {
    expect(exitCodeOf(progress)).toBe(expected);
  });
});

describe('status', () => {
  it('[CLI3] has the documented form, nodes that did not run included', () => {
    const flow = {
      ...EMPTY_FLOW,
      nodes: ['captioner', 'dataset'].map((id) => ({
        id,
        type: `x.${id}`,
        version: 1,
        title: '',
        position: { x: 0, y: 0 },
        mode: 'active' as const,
        params: {},
        notes: '',
      })),
    };
    const progress = run({
      state: 'done',
      startedAt: 1000,
      endedAt: 2500,
      nodes: [node({ type: 'x.captioner', in: 5, kept: 3, rejected: 1, failed: 1, reused: 2 })],
    });
    expect(statusOf(flow, progress, { images: 5, captions: 4, spendUsd: 0.5 })).toEqual({
      run: {
        id: 3,
        state: 'done',
        startedAt: '1970-01-01T00:00:01.000Z',
        endedAt: '1970-01-01T00:00:02.500Z',
      },
      nodes: [
        {
          id: 'captioner',
          type: 'x.captioner',
          in: 5,
          kept: 3,
          rejected: 1,
          failed: 1,
          pending: 0,
          reused: 2,
        },
        { id: 'dataset', type: 'x.dataset', in: 0, kept: 0, rejected: 0, failed: 0, pending: 0, reused: 0 },
      ],
      images: 5,
      captions: 4,
      spendUsd: 0.5,
    });
  });
  it('reads as a table', () => {
    const status = statusOf(EMPTY_FLOW, run({ nodes: [node({ in: 1200, kept: 7 })] }), {
      images: 1200,
      captions: 7,
      spendUsd: 0,
    });
    expect(formatStatus(status)).toBe(
      [
        'node          in  kept  rejected  failed  reused',
        'captioner  1,200     7         0       0       0',
        '',
        'Run 3: running. 1,200 images, 7 captions.',
        '',
      ].join('\n'),
    );
  });
});

describe('text for the terminal', () => {
  it('[CLI8] makes hostile text harmless', () => {
    expect(plainText('a\u001b]0;title\u0007b\nc\u202ed')).toBe('a ]0;title b cd');
    expect(plainText('emoji 🦊🦊🦊', 8)).toBe('emoji 🦊…');
  });
  it('aligns numbers to the right', () => {
    expect(
      formatTable([
        ['a', 'count'],
        ['long name', 5],
        ['b', 12345],
      ]),
    ).toBe('a           count\nlong name       5\nb          12,345');
  });
  it('formats money and time', () => {
    expect([formatUsd(0.0012), formatUsd(2), formatDuration(59.6), formatDuration(8000)]).toEqual([
      '$0.0012',
      '$2.00',
      '1 min 0 s',
      '2 h 13 min',
    ]);
  });
});
