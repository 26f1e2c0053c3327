import { describe, expect, it } from 'vitest';
import type { HostChannel } from '../../engine-host.ts';
import type { FromHost, ModelSpec, ToHost } from '../../hosts/host-messages.ts';
import { createHostPool, type HostPoolOptions, type PoolRequest } from './host-pool.ts';
import { planHosts } from './plan-hosts.ts';
import { providerOrder } from './provider-order.ts';

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
  reply: { text: `caption ${id}`, finishReason: 'stop', promptTokens: 1, completionTokens: 1, latencyMs: 1 },
});

/** Loads at once and answers every request. */
function wellBehaved(host: ScriptedHost, message: ToHost): void {
  if (message.type === 'load') host.answer({ type: 'loaded', rssBytes: 1 });
  if (message.type === 'caption') host.answer(reply(message.request.id));
}

function poolOf(start: HostPoolOptions['start'], options: Partial<HostPoolOptions> = {}) {
  return createHostPool({
    start,
    spec: { folder: '/m', style: 'chat', dtype: {}, instruction: '', usesPrompt: true, maxNewTokens: 1 },
    providers: ['cpu'],
    plan: () => ({ hosts: 2, threads: 1 }),
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

  it('[CAP8] [RUN6] fails what a crashed host was at, goes on with the rest, and starts another', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'caption' && message.request.imagePath.endsWith('bad')) host.crash();
      else wellBehaved(host, message);
    });
    const pool = poolOf(start, { plan: () => ({ hosts: 1, threads: 1 }) });
    const outcomes = await Promise.all(
      ['a', 'bad', 'b'].map((image) => codeOf(pool.run(request(image), never))),
    );
    expect([outcomes, hosts.length]).toEqual([['ok', 'HOST_CRASHED', 'ok'], 2]);
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
    const pool = poolOf(start, { plan: () => ({ hosts: 1, threads: 1 }) });
    expect(await codeOf(pool.run(request('a'), never))).toBe('MODEL_LOAD');
    expect(hosts).toHaveLength(3);
    pool.close();
  });

  it('[CAP10] replaces a host that has grown, after its reply', async () => {
    const { hosts, start } = scriptedHosts((host, message) => {
      if (message.type === 'caption') host.answer(reply(message.request.id, 2000));
      else wellBehaved(host, message);
    });
    const pool = poolOf(start, { plan: () => ({ hosts: 1, threads: 1 }) });
    await pool.run(request('a'), never);
    await pool.run(request('b'), never);
    expect([hosts.length, hosts.every((host) => host.killed())]).toEqual([2, true]);
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
    const pool = poolOf(start, { plan: () => ({ hosts: 1, threads: 1 }) });
    const abort = new AbortController();
    const both = ['a', 'b'].map((image) => codeOf(pool.run(request(image), abort.signal)));
    await expect.poll(() => pool.provider).toBe('cpu');
    abort.abort();
    expect(await Promise.all(both)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(cancelled).toHaveLength(1);
    pool.close();
  });
});

describe('the plan', () => {
  it('[CAP5] is one thread a host and as many hosts as cores, at most four, fewer where memory is short', () => {
    const gb = 1024 ** 3;
    const plan = (cores: number, memory: number, each: number) =>
      planHosts({ cores, memoryBytes: memory * gb }, each, false);
    expect([plan(2, 8, 500), plan(16, 64, 500), plan(8, 16, 5000), plan(4, 1, 900), plan(1, 8, 500)]).toEqual(
      [
        { hosts: 2, threads: 1 },
        { hosts: 4, threads: 1 },
        { hosts: 1, threads: 8 },
        { hosts: 1, threads: 4 },
        { hosts: 1, threads: 1 },
      ],
    );
    expect(planHosts({ cores: 8, memoryBytes: 64 * gb }, 500, true)).toEqual({ hosts: 1, threads: 1 });
  });

  it('[CAP9] tries what the platform has and the files are made for, the CPU last', () => {
    expect(providerOrder('linux', ['cpu', 'webgpu', 'cuda'])).toEqual(['cuda', 'webgpu', 'cpu']);
    expect(providerOrder('win32', ['cpu', 'webgpu', 'cuda'])).toEqual(['webgpu', 'dml', 'cpu']);
    expect(providerOrder('darwin', ['webgpu'])).toEqual(['webgpu', 'coreml']);
    expect(providerOrder('freebsd', ['cpu', 'cuda'])).toEqual(['cpu']);
  });
});
