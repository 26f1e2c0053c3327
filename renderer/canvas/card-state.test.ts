import { describe, expect, it } from 'vitest';
import type { FlowNode } from '../../core/flow.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { Problem } from '../../core/problem.ts';
import type { NodeProgress, NodeRunState, RunProgress } from '../../core/run.ts';
import { asOutdated, cardState, reusedFooter } from './card-state.ts';
import { summarise } from './card-summary.ts';
import { readCard } from './read-card.ts';

const node: FlowNode = {
  id: 'captioner',
  type: 'captioners.endpoint',
  version: 1,
  title: '',
  position: { x: 0, y: 0 },
  mode: 'active',
  params: {},
  notes: '',
};
const progress = (state: NodeRunState, more: Partial<NodeProgress> = {}): NodeProgress => ({
  id: 'captioner',
  type: 'captioners.endpoint',
  state,
  in: 2148,
  kept: 2069,
  rejected: 9,
  failed: 14,
  pending: 56,
  reused: 0,
  ratePerSecond: 1.93,
  etaSeconds: 2040,
  spendUsd: 18.42,
  elapsedMs: 3_156_000,
  outputs: {},
  ...more,
});
const problem = (code: Problem['code'], severity: Problem['severity'] = 'error'): Problem => ({
  code,
  severity,
  message: 'No model is chosen.',
  remedy: 'Choose a captioner.',
  node: 'captioner',
});
const running = { state: 'running' } as const;

describe('cardState()', () => {
  it('is bare before the first run', () => {
    expect(cardState(node, true, [], undefined, undefined)).toEqual({ status: 'idle' });
  });
  it('shows rate, time left and spend while it runs', () => {
    expect(cardState(node, true, [], progress('running'), running)).toMatchObject({
      status: 'running',
      footer: { left: '1.9/s', middle: '34 min', right: '$18.42' },
    });
  });
  it('tells no rate before the first sample is through', () => {
    const first = progress('running', { kept: 0, rejected: 0, failed: 0, ratePerSecond: 0, spendUsd: 0 });
    expect(cardState(node, true, [], first, running).footer).toMatchObject({ left: 'Running' });
  });
  it('shows time and cost when done', () => {
    expect(cardState(node, true, [], progress('done', { failed: 0 }), { state: 'done' })).toMatchObject({
      status: 'done',
      footer: { left: '52 min 36 s', right: '$18.42' },
    });
  });
  it('[RUN6] says why samples failed, once the node is through', () => {
    const cause = {
      reason: 'The server refused them.',
      remedy: 'Change the prompt.',
      code: 'ENDPOINT_BAD_REQUEST' as const,
    };
    const of = (state: NodeRunState) => cardState(node, true, [], progress(state), { state: 'done' }, cause);
    expect(of('done')).toMatchObject({
      status: 'warning',
      problem: {
        message: '14 samples failed',
        remedy: 'The server refused them. Change the prompt.',
        fix: 'retry-failed',
      },
    });
    expect(of('running').problem).toBeUndefined();
  });
  it('[HIST11] [RUN15] says that results are from before a change, once the node is not at work', () => {
    const done = cardState(node, true, [], progress('done', { failed: 0 }), { state: 'done' });
    expect(asOutdated(done)).toMatchObject({
      status: 'outdated',
      footer: { icon: 'outdated', left: 'Out of date', right: '$18.42' },
    });
    expect(readCard('Endpoint', 'captioners', asOutdated(done))).toMatch(
      /^Endpoint, captioner, out of date, /,
    );
    const failed = cardState(node, true, [], progress('done'), { state: 'done' });
    expect(asOutdated(failed)).toMatchObject({ status: 'warning', outdated: true, problem: { code: '' } });
    const atWork = cardState(node, true, [], progress('running'), running);
    expect(asOutdated(atWork)).toBe(atWork);
    expect(asOutdated({ status: 'idle' })).toEqual({ status: 'idle' });
  });
  it('[SEE1] [RUN4] says that everything was reused', () => {
    const all = progress('done', { kept: 20, rejected: 1, failed: 0, reused: 21, spendUsd: 0 });
    expect(cardState(node, true, [], all, { state: 'done' })).toMatchObject({
      status: 'reused',
      footer: { right: '$0.00' },
    });
    // Where it is known from which run.
    expect([reusedFooter().left, reusedFooter(14).left]).toEqual(['All reused', 'Reused from run #14']);
  });
  it('tells a pause by hand from one before the cap and one after an error', () => {
    const paused = (reason?: { code: 'BUDGET_REACHED' | 'ENDPOINT_AUTH' }) =>
      cardState(node, true, [], progress('paused'), {
        state: 'paused',
        ...(reason && { reason: { ...reason, message: '', attempts: 1 } }),
      }).footer?.left;
    expect([paused(), paused({ code: 'BUDGET_REACHED' }), paused({ code: 'ENDPOINT_AUTH' })]).toEqual([
      'Paused by you',
      'Paused before the cap',
      'Paused',
    ]);
  });
  it('[SEE1] says how many have failed, and offers to try them again once it cannot go on', () => {
    const offered = (state: RunProgress['state'], of: NodeRunState) =>
      cardState(node, true, [], progress(of), { state }).problem?.fix;
    expect([offered('paused', 'running'), offered('paused', 'paused')]).toEqual([undefined, undefined]);
    expect([offered('stopped', 'running'), offered('done', 'done')]).toEqual([
      'retry-failed',
      'retry-failed',
    ]);
  });
  it('[SEE1] shows no cost of what costs nothing', () => {
    const free = cardState(node, true, [], progress('paused', { spendUsd: 0 }), { state: 'paused' });
    expect(free.footer).toEqual({ icon: 'paused', left: 'Paused by you' });
  });
  it('[RUN8] does not turn on while the run is paused or over', () => {
    const of = (state: RunProgress['state']) =>
      cardState(node, true, [], progress('running'), { state }).status;
    expect([of('running'), of('paused'), of('stopped'), of('interrupted')]).toEqual([
      'running',
      'paused',
      'stopped',
      'stopped',
    ]);
  });
  it('turns a problem before the run into a fix, and back while a run is under way', () => {
    const problems = [problem('CAPTIONER_MISSING')];
    expect(cardState(node, true, problems, undefined, undefined)).toMatchObject({
      status: 'error',
      problem: { message: 'No model is chosen.' },
    });
    expect(cardState(node, true, problems, progress('running'), running).status).toBe('running');
  });
  it('says a missing wire and a slow-down by a chip', () => {
    expect(cardState(node, true, [problem('INPUT_MISSING')], undefined, undefined)).toEqual({
      status: 'warning',
      warning: 'No model is chosen.',
    });
    expect(
      cardState(node, true, [], progress('running', { note: 'Slowed to 8 at once: 429' }), running),
    ).toMatchObject({ status: 'running', warning: 'Slowed to 8 at once: 429' });
  });
  it('shows the error that stopped a node', () => {
    const error = {
      code: 'ENDPOINT_AUTH',
      message: 'The key was refused.',
      fix: 'enter-key',
      attempts: 1,
    } as const;
    expect(cardState(node, true, [], progress('error', { error }), { state: 'paused' })).toMatchObject({
      status: 'error',
      problem: error,
    });
  });
  it('says of switched-off and unknown nodes only that', () => {
    const of = (mode: FlowNode['mode'], known = true) =>
      cardState({ ...node, mode }, known, [problem('NODE_UNKNOWN')], progress('done'), undefined).status;
    expect([of('muted'), of('bypassed'), of('active', false)]).toEqual(['muted', 'bypassed', 'unknown']);
  });
});

describe('a run that reached its cap', () => {
  it('has paused the node, with the way to go on', () => {
    const reason = {
      code: 'BUDGET_REACHED',
      message: 'The cap is near.',
      fix: 'raise-budget',
      attempts: 1,
    } as const;
    const state = cardState(node, true, [], progress('error', { error: reason }), {
      state: 'paused',
      reason,
    });
    expect(state).toMatchObject({
      status: 'paused',
      problem: { fix: 'raise-budget' },
      footer: { left: 'Paused before the cap' },
    });
  });
});

describe('readCard()', () => {
  const read = (...args: Parameters<typeof cardState>) =>
    readCard('GPT-4V endpoint', 'captioners', cardState(...args));
  it('says name, kind, state, counts and time left', () => {
    expect(read(node, true, [], progress('running'), running)).toBe(
      'GPT-4V endpoint, captioner, running, 2,069 kept, 9 rejected, 14 failed, 34 minutes left',
    );
  });
  it('says what stands against it', () => {
    expect(read(node, true, [problem('CAPTIONER_MISSING')], undefined, undefined)).toBe(
      'GPT-4V endpoint, captioner, error, No model is chosen.',
    );
    expect(readCard('x.y', undefined, cardState(node, false, [], undefined, undefined))).toBe(
      'x.y, unknown type',
    );
  });
});

describe('summarise()', () => {
  const descriptor: NodeDescriptor = {
    type: 'sources.folder',
    version: 1,
    shape: 'source',
    category: 'sources',
    title: 'Folder',
    summary: '',
    icon: 'folder',
    synonyms: [],
    inputs: [],
    outputs: [],
    params: {
      path: { type: 'string', label: 'Folder', widget: 'folder', card: true, default: '' },
      recursive: { type: 'boolean', label: 'With subfolders', card: true, default: true },
      unit: {
        type: 'string',
        enum: ['words', 'characters'],
        options: { words: 'Words' },
        card: true,
        default: 'words',
      },
      min: { type: 'integer', label: 'At least', card: true, default: 1200 },
      size: { type: 'integer', label: 'Longest side', unit: 'px', card: true, default: 1024 },
      hidden: { type: 'string', default: 'x' },
      rules: { type: 'array', label: 'Rules', card: true },
    },
    defaults: {},
  };
  it('says the settings that matter, shortly', () => {
    expect(
      summarise({ ...node, params: { path: '/home/me/photos/seed-6k', rules: ['a', 'b'] } }, descriptor).map(
        ({ text }) => text,
      ),
    ).toEqual(['seed-6k', 'with subfolders', 'words', 'at least 1,200', '1,024 px', 'rules: 2']);
  });
  it('leaves out what is empty or off', () => {
    expect(summarise({ ...node, params: { recursive: false } }, descriptor).map(({ text }) => text)).toEqual([
      'Words',
      'at least 1,200',
      '1,024 px',
    ]);
  });
  it('takes a shorter word where a setting has one, and says nothing of one that is turned off', () => {
    const params = {
      from: {
        type: 'integer',
        label: 'Vision tower from block',
        card: { label: 'from block', off: -1 },
        default: -1,
      },
      rate: { type: 'number', label: 'Learning rate', card: { label: 'lr' }, default: 0.001 },
    } as const;
    const said = (from: number) =>
      summarise({ ...node, params: { from } }, { ...descriptor, params }).map(({ text }) => text);
    expect(said(-1)).toEqual(['lr 0.001']);
    expect(said(12)).toEqual(['from block 12', 'lr 0.001']);
  });
  it('says once what two settings say, as a served model that bears its endpoint’s name', () => {
    const text = { type: 'string', card: true } as const;
    const params = { endpoint: { ...text, widget: 'endpoint' }, model: text } as const;
    expect(
      summarise(
        { ...node, params: { endpoint: 'student-1a2b', model: 'student-1a2b' } },
        { ...descriptor, params },
      ).map((part) => part.text),
    ).toEqual(['student-1a2b']);
  });
});
