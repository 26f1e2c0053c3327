import { describe, expect, it } from 'vitest';
import type { HostChannel } from '../../engine-host.ts';
import type { FromHost, ModelSpec, ToHost } from '../../hosts/host-messages.ts';
import { createHostPool, type HostPoolOptions, type PoolRequest } from './host-pool.ts';

/** A host without a process: what it does with a message is up to the test. */
interface ScriptedHost {
  readonly spec: () => ModelSpec | undefined;
  readonly environment: Readonly<Record<string, string>>;
  answer(message: FromHost): void;
  crash(): void;
  readonly killed: () => boolean;
}

function scriptedHosts(react: (host: ScriptedHost, message: ToHost, index: number) => void) {
  const hosts: ScriptedHost[] = [];
  const start: HostPoolOptions['start'] = (environment) => {
    let listener: (message: unknown) => void = () => undefined;
    let onExit: Parameters<HostChannel['onExit']>[0] = () => undefined;
    let spec: ModelSpec | undefined;
    let killed = false;
    const index = hosts.length;
    const host: ScriptedHost = {
      environment,
      spec: () => spec,
      answer: (message) => queueMicrotask(() => listener(message)),
      crash: () => queueMicrotask(() => onExit({ code: null, signal: 'SIGSEGV' })),
      killed: () => killed,
    };
    hosts.push(host);
    return {
      send: (message) => {
        const sent = message as ToHost;
        if (sent.type === 'load') spec = sent.spec;
        react(host, sent, index);
      },
      onMessage: (next) => {
        listener = next;
      },
      onExit: (next) => {
        onExit = next;
      },
      kill: () => {
        killed = true;
        queueMicrotask(() => onExit({ code: null, signal: 'SIGKILL' }));
      },
    };
  };
  return { hosts, start };
}

const reply = (id: number, rssBytes = 1): FromHost => ({
  type: 'reply',
  id,
  rssBytes,
  reply: {
    text: `caption ${id}`,
    finishReason: 'stop',
    promptTokens: 1,
    completionTokens: 1,
    latencyMs: 1,
    batchSize: 1,
  },
});

/** Loads at once and answers every request. */
function wellBehaved(host: ScriptedHost, message: ToHost): void {
  if (message.type === 'load') host.answer({ type: 'loaded', rssBytes: 1 });
  if (message.type === 'caption') host.answer(reply(message.request.id));
}

const ONE = { hosts: 1, threads: 1, batchSize: 1 };

function poolOf(start: HostPoolOptions['start'], options: Partial<HostPoolOptions> = {}) {
  return createHostPool({
    start,
    spec: { folder: '/m', style: 'chat', dtype: {}, instruction: '', usesPrompt: true, maxNewTokens: 1 },
    providers: ['cpu'],
    plan: () => ({ hosts: 2, threads: 1, batchSize: 1 }),
    memoryLimitBytes: 1000,
    idleMs: 60_000,
    requestMs: 60_000,
    ...options,
  });
}

const request = (image: string): PoolRequest => ({
  image,
  imagePath: `/pictures/${image}`,
  prompt: '',
  sampling: { maxTokens: 1, temperature: 0 },
  seed: 0,
});
const never = new AbortController().signal;
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

describe('the pool of hosts', () => {
  it('[CAP5] starts none before there is work, and no more than planned', async () => {
    const { hosts, start } = scriptedHosts(wellBehaved);
    const pool = poolOf(start);
    expect(hosts).toHaveLength(0);
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((image) => pool.run(request(image), never)));
    expect(hosts.map((host) => host.environment)).toEqual([
      { OMP_NUM_THREADS: '1' },
      { OMP_NUM_THREADS: '1' },
    ]);
    pool.close();
    expect(hosts.every((host) => host.killed())).toBe(true);
  });

  it('[CAP8] [RUN6] a crash among several pictures fails only the one that crashes a host by itself', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'load') host.answer({ type: 'loaded', rssBytes: 1 });
      if (message.type === 'caption' && message.request.imagePath.endsWith('bad')) host.crash();
      else if (message.type === 'caption' && hosts.length > 1) host.answer(reply(message.request.id));
    });
    const pool = poolOf(start, { plan: () => ({ hosts: 1, threads: 1, batchSize: 2 }) });
    const outcomes = await Promise.all(
      ['a', 'bad', 'b'].map((image) => codeOf(pool.run(request(image), never))),
    );
    // The first host had all three, the second was given “a” and then “bad” alone, the third “b”.
    expect([outcomes, hosts.length]).toEqual([['ok', 'HOST_CRASHED', 'ok'], 3]);
    pool.close();
  });

  it('[CAP5] gives a host one batch to work on and one to prepare, and each of several the same', async () => {
    const given: number[] = [0, 0];
    const { start } = scriptedHosts((host, message, index) => {
      if (message.type === 'load') host.answer({ type: 'loaded', rssBytes: 1 });
      if (message.type === 'caption') given[index] = (given[index] ?? 0) + 1;
    });
    const pool = poolOf(start, { plan: () => ({ hosts: 2, threads: 1, batchSize: 3 }) });
    const all = Array.from({ length: 20 }, (_, index) => codeOf(pool.run(request(`${index}`), never)));
    await expect.poll(() => given).toEqual([6, 6]);
    pool.close();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['CANCELLED']));
  });

  it('[CAP5] goes over to another setup without losing a picture', async () => {
    const { hosts, start } = scriptedHosts(wellBehaved);
    const pool = poolOf(start);
    const run = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => codeOf(pool.run(request(`${index}`), never))));
    const first = run(10);
    pool.adopt({ hosts: 1, threads: 2, batchSize: 4 });
    const outcomes = [...(await first), ...(await run(10))];
    expect(new Set(outcomes)).toEqual(new Set(['ok']));
    expect([pool.settled, pool.size, hosts.at(-1)?.spec()?.threads]).toEqual([true, 1, 2]);
    expect(hosts.slice(0, -1).every((host) => host.killed())).toBe(true);
    pool.close();
  });

  it('has fingerprints made by a host, and gets none from one that ends meanwhile', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type !== 'fingerprint') wellBehaved(host, message);
      else if (message.together) host.crash();
      else host.answer({ type: 'fingerprint', id: message.id, digests: ['x', 'y'] });
    });
    const pool = poolOf(start, { plan: () => ONE });
    expect(await pool.fingerprint([request('a')], false)).toEqual([]);
    await pool.run(request('a'), never);
    expect(await pool.fingerprint([request('a'), request('b')], false)).toEqual(['x', 'y']);
    expect(await pool.fingerprint([request('a'), request('b')], true)).toEqual([]);
    expect([await codeOf(pool.run(request('a'), never)), hosts.length]).toEqual(['ok', 2]);
    pool.close();
  });

  it('[CAP8] blames the picture at the third crash', async () => {
    const { start } = scriptedHosts((host, message) => {
      if (message.type === 'caption') host.crash();
      else wellBehaved(host, message);
    });
    const pool = poolOf(start);
    const codes = [];
    for (let time = 0; time < 3; time++) codes.push(await codeOf(pool.run(request('bad'), never)));
    expect(codes).toEqual(['HOST_CRASHED', 'HOST_CRASHED', 'IMAGE_CRASHES_MODEL']);
    pool.close();
  });

  it('[CAP9] tries the next provider in a new process where one does not load, or takes its process down', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      const provider = message.type === 'load' ? message.spec.provider : undefined;
      if (provider === 'cuda') host.answer({ type: 'load-failed', message: 'no CUDA here' });
      else if (provider === 'webgpu') host.crash();
      else wellBehaved(host, message);
    });
    const pool = poolOf(start, { providers: ['cuda', 'webgpu', 'cpu'] });
    await Promise.all(['a', 'b'].map((image) => pool.run(request(image), never)));
    expect([pool.provider, pool.refused.map((one) => one.provider)]).toEqual(['cpu', ['cuda', 'webgpu']]);
    expect(hosts.map((host) => host.spec()?.provider).slice(0, 3)).toEqual(['cuda', 'webgpu', 'cpu']);
    pool.close();
  });

  it('[CAP9] says that the model does not load when nothing is left to try, and tries anew for the next request', async () => {
    let broken = true;
    const { start } = scriptedHosts((host, message) => {
      if (message.type === 'load' && broken) host.answer({ type: 'load-failed', message: 'damaged file' });
      else wellBehaved(host, message);
    });
    const pool = poolOf(start);
    const failures = await Promise.allSettled(['a', 'b'].map((image) => pool.run(request(image), never)));
    expect(failures).toMatchObject([
      { reason: { code: 'MODEL_LOAD', details: { excerpt: 'cpu: damaged file' } } },
      { reason: { code: 'MODEL_LOAD' } },
    ]);
    broken = false;
    expect(await codeOf(pool.run(request('a'), never))).toBe('ok');
    pool.close();
  });

  it('[CAP9] gives up a model that crashes while loading three times', async () => {
    const { hosts, start } = scriptedHosts((host) => host.crash());
    const pool = poolOf(start, { plan: () => ONE });
    expect(await codeOf(pool.run(request('a'), never))).toBe('MODEL_LOAD');
    expect(hosts).toHaveLength(3);
    pool.close();
  });

  it('[CAP10] replaces a host that is above the limit, after its replies', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'caption') host.answer(reply(message.request.id, 2000));
      else wellBehaved(host, message);
    });
    const pool = poolOf(start, { plan: () => ONE });
    await pool.run(request('a'), never);
    await pool.run(request('b'), never);
    expect([hosts.length, hosts.every((host) => host.killed())]).toEqual([2, true]);
    pool.close();
  });

  it('[CAP10] replaces a host that has grown far beyond what it took when it was warm', async () => {
    const MB = 2 ** 20;
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'caption')
        host.answer(reply(message.request.id, (hosts.length > 1 || message.request.id < 9 ? 300 : 900) * MB));
      else wellBehaved(host, message);
    });
    const pool = poolOf(start, { plan: () => ONE, memoryLimitBytes: 5000 * MB });
    for (let time = 0; time < 8; time++) await pool.run(request('a'), never);
    expect([hosts.length, pool.memoryBytes]).toEqual([1, [300 * MB]]);
    for (let time = 0; time < 2; time++) await pool.run(request('a'), never);
    expect([hosts.length, hosts[0]?.killed()]).toEqual([2, true]);
    pool.close();
  });

  it('[CAP8] ends a host that does not answer, and closes one without work', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'caption' && message.request.imagePath.endsWith('hang')) return;
      wellBehaved(host, message);
    });
    const pool = poolOf(start, { requestMs: 5, idleMs: 5 });
    expect(await codeOf(pool.run(request('hang'), never))).toBe('HOST_CRASHED');
    await pool.run(request('a'), never);
    await expect.poll(() => pool.size).toBe(0);
    expect(hosts.every((host) => host.killed())).toBe(true);
  });

  it('[RUN8] drops what is queued when it is cancelled, and tells the host what is at work', async () => {
    const cancelled: number[] = [];
    const { start } = scriptedHosts((host, message) => {
      if (message.type === 'load') host.answer({ type: 'loaded', rssBytes: 1 });
      if (message.type === 'cancel') cancelled.push(message.id);
    });
    const pool = poolOf(start, { plan: () => ONE });
    const abort = new AbortController();
    const both = ['a', 'b'].map((image) => codeOf(pool.run(request(image), abort.signal)));
    both.push(codeOf(pool.run(request('c'), abort.signal)));
    await expect.poll(() => pool.provider).toBe('cpu');
    abort.abort();
    expect(await Promise.all(both)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    expect(cancelled).toHaveLength(2);
    pool.close();
  });
});
