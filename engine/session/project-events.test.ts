import { describe, expect, it } from 'vitest';
import type { ProjectEvent } from '../../core/contract/project.ts';
import type { NodeProgress, RunProgress } from '../../core/run.ts';
import { LOG_LINES, ProjectEvents } from './project-events.ts';

const flow = (revision: number): ProjectEvent => ({ kind: 'flow', revision });
const captions = (sequence: number): ProjectEvent => ({ kind: 'captions', sequence });
const line = (text: string): ProjectEvent => ({ kind: 'log', lines: [{ at: 0, level: 'info', text }] });

const kept = (id: string, count: number) => ({ id, kept: count }) as unknown as NodeProgress;
const run = (a: number, b: number) => ({
  kind: 'run' as const,
  run: { id: 1, state: 'running', nodes: [kept('a', a), kept('b', b)] } as unknown as RunProgress,
});

async function take(events: AsyncGenerator<ProjectEvent>, count: number): Promise<ProjectEvent[]> {
  const taken: ProjectEvent[] = [];
  for (let index = 0; index < count; index++) {
    const next = await events.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

describe('ProjectEvents', () => {
  it('[RPC5] starts with the present state and goes on with what changes', async () => {
    const events = new ProjectEvents();
    const watching = events.watch([flow(1), captions(4)]);
    expect(await take(watching, 2)).toEqual([flow(1), captions(4)]);
    const next = watching.next();
    events.publish(flow(2));
    expect((await next).value).toEqual(flow(2));
  });

  it('[RPC5] a slow watcher gets the newest of each kind and nothing in between', async () => {
    const events = new ProjectEvents();
    const watching = events.watch([]);
    for (let revision = 1; revision <= 5000; revision++) events.publish(flow(revision));
    events.publish(captions(7));
    expect(await take(watching, 2)).toEqual([flow(5000), captions(7)]);
  });

  it('[RPC5] of a run that goes on, each watcher is told the nodes that changed since it last took one', async () => {
    const events = new ProjectEvents();
    const [quick, slow] = [events.watch([run(0, 0)]), events.watch([run(0, 0)])];
    expect(await take(quick, 1)).toEqual([run(0, 0)]);
    expect(await take(slow, 1)).toEqual([run(0, 0)]);
    events.publish(run(1, 0));
    expect(await take(quick, 1)).toEqual([
      { ...run(1, 0), run: { ...run(1, 0).run, nodes: [kept('a', 1)] }, partial: true },
    ]);
    events.publish(run(1, 2));
    expect(await take(quick, 1)).toEqual([
      { ...run(1, 2), run: { ...run(1, 2).run, nodes: [kept('b', 2)] }, partial: true },
    ]);
    expect(await take(slow, 1)).toEqual([{ ...run(1, 2), partial: true }]);
    events.publish({ kind: 'run', run: null });
    expect(await take(quick, 1)).toEqual([{ kind: 'run', run: null }]);
    events.publish(run(1, 2));
    expect(await take(quick, 1)).toEqual([run(1, 2)]);
  });

  it('gathers log lines up to the size of the ring', async () => {
    const events = new ProjectEvents();
    const watching = events.watch([]);
    for (let index = 0; index < LOG_LINES + 5; index++) events.publish(line(`line ${index}`));
    const [event] = await take(watching, 1);
    const texts = event?.kind === 'log' ? event.lines.map(({ text }) => text) : [];
    expect([texts.length, texts[0], texts.at(-1)]).toEqual([LOG_LINES, 'line 5', `line ${LOG_LINES + 4}`]);
  });

  it('[RPC5] ends when the signal aborts, even while it waits', async () => {
    const events = new ProjectEvents();
    const abort = new AbortController();
    const watching = events.watch([], abort.signal);
    const next = watching.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('ends for everybody when the engine closes', async () => {
    const events = new ProjectEvents();
    const both = [events.watch([]), events.watch([])].map((watching) => watching.next());
    events.close();
    expect(await Promise.all(both)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(await events.watch([flow(1)]).next()).toEqual({ done: true, value: undefined });
  });
});
