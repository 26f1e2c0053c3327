import { describe, expect, it } from 'vitest';
import type { PinnedSample, SamplePath } from '../../core/sample-path.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { captioningFlow, hashOf, latch, names, TestProject } from '../run/testing/test-project.ts';
import { SamplePreviews } from './preview-sample.ts';

/** A project that has run once, so that its pictures are known, with the first one pinned. */
async function pinnedProject(options: { readonly askPaid?: boolean; readonly count?: number } = {}) {
  const project = new TestProject(captioningFlow(names(options.count ?? 2)));
  project.keepsImages = true;
  await project.run({ to: 'prompt' });
  const running = { now: false };
  const pins: (PinnedSample | null)[] = [];
  const previews = new SamplePreviews({
    parts: project.dependencies(),
    isRunning: () => running.now,
    pinChanged: (pin) => pins.push(pin),
  });
  previews.pin({ image: hashOf('0000.png'), ...options });
  return { project, previews, running, pins };
}

const FOREVER = new AbortController().signal;

async function last(previews: SamplePreviews, signal = FOREVER): Promise<SamplePath> {
  let path: SamplePath | undefined;
  for await (const next of previews.follow(signal)) path = next;
  if (path === undefined) throw new Error('nothing was said');
  return path;
}

/** The pass of the only record at a node. */
function at(path: SamplePath, node: string) {
  return path.steps.find((step) => step.node === node)?.passes[0];
}

/** Everything that a preview must leave as it is. */
function state({ store }: TestProject): string {
  return JSON.stringify([
    store.runs.list(),
    store.runs.latest(),
    store.captions.count(),
    store.budget.spend(),
    store.runs.peek('captioner'),
    store.runs.exceptions(1 as never, { limit: 100 }),
  ]);
}

describe('a pinned sample', () => {
  it('[SEE5] is tried on every edit by the whole flow, and nothing is written', async () => {
    const { project, previews } = await pinnedProject();
    await using _ = project;
    const before = state(project);
    expect(at(await last(previews), 'captioner')).toMatchObject({
      outcome: 'kept',
      prompt: { text: 'Describe.' },
      caption: { text: 'A caption of 0000.png.' },
    });
    project.setParams('prompt', { text: 'Say more.' });
    project.setParams('filter', { minimum: 40 });
    const path = await last(previews);
    expect(at(path, 'prompt')).toMatchObject({ prompt: { text: 'Say more.' }, changed: ['prompt'] });
    expect(at(path, 'filter')).toMatchObject({
      outcome: 'rejected',
      reason: 'too short',
      detail: '22 characters',
    });
    expect([path.found, path.busy, at(path, 'dataset')]).toEqual([true, false, undefined]);
    expect(state(project)).toBe(before);
    // What was tried is remembered: going back asks nobody.
    project.setParams('prompt', { text: 'Describe.' });
    project.setParams('filter', { minimum: 0 });
    expect(at(await last(previews), 'dataset')?.outcome).toBe('gathered');
    expect(project.asked).toEqual(['0000.png', '0000.png']);
    await previews.close();
  });

  it('[SEE6] endpoints that cost money are asked when they are told to be, and their reply is stored for runs', async () => {
    const { project, previews } = await pinnedProject();
    await using _ = project;
    project.worstCaseUsd = 0.5;
    project.behaviour = () => ({ text: 'Paid for.', costUsd: 0.25 });
    expect(at(await last(previews), 'captioner')).toMatchObject({
      outcome: 'unasked',
      price: { atMostUsd: 0.5 },
    });
    expect([project.asked, project.store.spend().settledUsd]).toEqual([[], 0]);

    const path = await previews.ask('captioner');
    expect(at(path, 'captioner')).toMatchObject({
      outcome: 'kept',
      caption: { text: 'Paid for.', costUsd: 0.25 },
    });
    expect(project.store.spend()).toEqual({ settledUsd: 0.25, reservedUsd: 0 });
    const run = await project.run();
    expect(run.nodes.find(({ id }) => id === 'captioner')).toMatchObject({ kept: 2, reused: 1 });
    expect(project.asked).toEqual(['0000.png', '0001.png']);
    // The price of the next one is known from these.
    project.setParams('prompt', { text: 'Another.' });
    expect(at(await last(previews), 'captioner')?.price).toEqual({ aboutUsd: 0.25, atMostUsd: 0.5 });
    await previews.close();
  });

  it('[SEE6] [RUN7] a preview keeps to the cap', async () => {
    const { project, previews } = await pinnedProject({ askPaid: true });
    await using _ = project;
    project.worstCaseUsd = 0.5;
    project.store.meta.setCap(0.4);
    const pass = at(await last(previews), 'captioner');
    expect(pass).toMatchObject({ outcome: 'failed', error: { code: 'BUDGET_REACHED', fix: 'raise-budget' } });
    expect([project.asked, project.store.spend().reservedUsd]).toEqual([[], 0]);
    project.store.meta.setCap(1);
    expect(at(await last(previews), 'captioner')?.outcome).toBe('kept');
    await previews.close();
  });

  it('[SEE6] while a run is under way no captioner is asked', async () => {
    const { project, previews, running } = await pinnedProject({ askPaid: true });
    await using _ = project;
    running.now = true;
    expect(at(await last(previews), 'captioner')).toMatchObject({ outcome: 'unasked', waitsForRun: true });
    expect(project.asked).toEqual([]);
    running.now = false;
    expect(at(await last(previews), 'captioner')?.outcome).toBe('kept');
    await previews.close();
  });

  it('[SEE5] an edit ends the preview before it: a captioner that was not asked yet is not, one that was is let go', async () => {
    const { project, previews } = await pinnedProject();
    await using _ = project;
    const asked = latch();
    project.behaviour = () => {
      asked.open();
      return new Promise(() => undefined);
    };
    const leaving = new AbortController();
    const first = last(previews, leaving.signal);
    await asked.opened;
    leaving.abort();
    await expect(first).rejects.toThrow();
    expect(project.openCaptioners).toBe(0);
    project.behaviour = (name) => ({ text: name });
    expect(at(await last(previews), 'captioner')?.caption?.text).toBe('0000.png');
    await previews.close();
  });

  it('[SEE5] of many at once the oldest end, and none is left behind', async () => {
    const { project, previews } = await pinnedProject();
    await using _ = project;
    project.behaviour = () => new Promise(() => undefined);
    const all = Array.from({ length: 12 }, () => last(previews).catch(() => 'ended'));
    project.behaviour = (name) => ({ text: name });
    await previews.close();
    expect(await Promise.all(all)).toEqual(all.map(() => 'ended'));
    expect(project.openCaptioners).toBe(0);
  });

  it('[SEE6] what was sent for money is stored although the edit that asked for it is gone', async () => {
    const { project, previews } = await pinnedProject({ askPaid: true });
    await using _ = project;
    project.worstCaseUsd = 0.5;
    const [sent, answers] = [latch(), latch()];
    project.behaviour = async () => {
      sent.open();
      await answers.opened;
      return { text: 'Late, and paid for.', costUsd: 0.25 };
    };
    const leaving = new AbortController();
    const first = last(previews, leaving.signal).catch(() => 'left');
    await sent.opened;
    leaving.abort();
    answers.open();
    expect(await first).toBe('left');
    const again = await last(previews);
    expect(at(again, 'captioner')).toMatchObject({
      outcome: 'kept',
      caption: { text: 'Late, and paid for.' },
    });
    expect(project.asked).toHaveLength(1);
    await previews.close();
  });

  it('[SEE5] a flow in the making is tried as far as it goes', async () => {
    const { project, previews } = await pinnedProject();
    await using _ = project;
    project.setParams('filter', { minimum: 'many' });
    const unsound = await last(previews);
    expect([at(unsound, 'captioner')?.outcome, at(unsound, 'filter')]).toEqual(['kept', undefined]);
    project.setParams('captioner', { model: '' });
    expect(at(await last(previews), 'captioner')?.error?.code).toBe('CAPTIONER_MISSING');
    project.setParams('images', { names: ['0001.png'] });
    expect((await last(previews)).found).toBe(false);
    await previews.close();
  });

  it('[SEE5] verdicts among all samples are said to be, and what is behind them is tried all the same', async () => {
    const project = new TestProject(
      flowOf(
        {
          images: ['sources.names', { names: ['a1', 'a2'] }],
          firsts: ['filters.firsts'],
          prompt: ['prompts.plain'],
        },
        'images.images>firsts.image',
        'firsts.kept>prompt.image',
      ),
    );
    await using _ = project;
    project.keepsImages = true;
    await project.run();
    const host = { parts: project.dependencies(), isRunning: () => false, pinChanged: () => undefined };
    const previews = new SamplePreviews(host);
    previews.pin({ image: hashOf('a2') });
    const path = await last(previews);
    expect([at(path, 'firsts'), at(path, 'prompt')?.outcome]).toMatchObject([
      { outcome: 'kept', amongAll: true },
      'kept',
    ]);
    await previews.close();
  });

  it('[SEE5] the pin is the project’s: it is told, outlives closing, and only known pictures can be pinned', async () => {
    const { project, previews, pins } = await pinnedProject();
    await using _ = project;
    expect(pins).toEqual([{ image: hashOf('0000.png'), path: '0000.png', askPaid: false }]);
    expect(() => previews.pin({ image: hashOf('nowhere.png') })).toThrow('does not know that picture');
    await previews.close();
    await project.reopen();
    const again = new SamplePreviews({
      parts: project.dependencies(),
      isRunning: () => false,
      pinChanged: () => undefined,
    });
    expect(again.pinned()).toEqual(pins[0]);
    expect(again.pin(null)).toBe(null);
    expect([again.pinned(), await again.follow(FOREVER).next()]).toEqual([
      null,
      { done: true, value: undefined },
    ]);
    await again.close();
  });
});
