import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess, isAlive, type ProcessIdentity } from '../training/process-identity.ts';
import type { ServerDesk } from './server-desk.ts';
import { TestingServers } from './testing-servers.ts';

let servers: TestingServers;
beforeEach(() => {
  servers = new TestingServers();
});
afterEach(() => servers.close());

const never = new AbortController().signal;
const file = (name: string, of: string) => path.join(servers.home, 'data', 'servers', name, of);
const read = (name: string, of: string) => JSON.parse(readFileSync(file(name, of), 'utf8'));

/** Whoever runs this test’s process: it lives for as long as the test does. */
function anotherLivingProcess(): ProcessIdentity {
  const identity = identifyProcess(process.ppid);
  if (identity === undefined) throw new Error('The test has no parent.');
  return identity;
}

/** Asks the endpoint as anybody who has its address and key could. */
async function ask(desk: ServerDesk, name: string): Promise<string> {
  const letGo = await desk.use(name, never);
  try {
    const found = (await desk.endpoints()).find(({ endpoint }) => endpoint.name === name);
    const answer = await fetch(`${found?.endpoint.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${found?.key}` },
      body: JSON.stringify({ model: name }),
    });
    const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
    return choices[0]?.message.content ?? '';
  } finally {
    letGo();
  }
}

// Windows starts no scripts by their first line.
describe.skipIf(process.platform === 'win32')('a model that the app serves', () => {
  it('[SERVE1] is an endpoint that starts when it is asked, free of charge and without a path in its name', async () => {
    const { desk } = servers;
    const { name, state } = await desk.serve(servers.model('Student, version 2'));
    expect({ name, state }).toEqual({
      name: expect.stringMatching(/^student-version-2-[0-9a-f]{12}$/),
      state: 'stopped',
    });
    expect(await ask(desk, name)).toBe(`A caption by ${name}.`);
    expect(await desk.list()).toMatchObject([
      {
        name,
        title: 'Student, version 2',
        state: 'ready',
        program: 'transformers',
        device: 'cpu',
        inFlight: 0,
      },
    ]);
    expect(await desk.endpoints()).toMatchObject([
      { endpoint: { model: name, price: { inputPerMillion: 0, outputPerMillion: 0 } } },
    ]);
    const process = read(name, 'process.json').process;
    await desk.stop(name);
    expect(isAlive(process)).toBe(false);
    expect(await desk.list()).toMatchObject([{ state: 'stopped' }]);
  });

  it('[SERVE2] listens on the loopback address alone, is offline, and gets none of our secrets', async () => {
    process.env.OTHER_API_KEY = 'secret';
    try {
      const { name } = await servers.desk.serve(servers.model('m'));
      await ask(servers.desk, name);
      const { arguments: given, environment } = read(name, 'started.json');
      expect(given).toEqual([
        ...['-m', 'transformers.cli.transformers', 'serve', name, '--device', 'cpu'],
        ...['--host', '127.0.0.1', '--port', String(read(name, 'process.json').port)],
      ]);
      expect(environment).toMatchObject({ HF_HUB_OFFLINE: '1', PYTHONSAFEPATH: '1', DO_NOT_TRACK: '1' });
      expect(environment).not.toHaveProperty('OTHER_API_KEY');
      expect(environment).not.toHaveProperty('PYTHONPATH');
    } finally {
      delete process.env.OTHER_API_KEY;
    }
  });

  it('[SERVE1] the same files are served once; what asks together waits for one start', async () => {
    const { desk } = servers;
    const folder = servers.model('m');
    const { name } = await desk.serve(folder);
    expect((await desk.serve(folder, 'By another title', { idleMinutes: 3 })).name).toBe(name);
    const answers = await Promise.all([ask(desk, name), ask(desk, name), ask(desk, name)]);
    expect(new Set(answers).size).toBe(1);
    expect(await desk.list()).toMatchObject([{ settings: { idleMinutes: 3 } }]);
  });

  it('[SERVE3] one that does not start says why, with the end of its log, and is tried again later', async () => {
    const { desk } = servers;
    const folder = servers.model('m', 'die at start');
    const { name } = await desk.serve(folder);
    await expect(desk.use(name, never)).rejects.toMatchObject({
      code: 'SERVER_FAILED',
      message: 'The server of “m” did not start: the device has too little memory left.',
    });
    expect(await desk.list()).toMatchObject([
      { state: 'failed', inFlight: 0, error: { excerpt: expect.stringContaining('CUDA out of memory') } },
    ]);
    expect((await desk.log(name, 1)).lines).toEqual(['torch.OutOfMemoryError: CUDA out of memory.']);
    await desk.remove(name);
    writeFileSync(path.join(folder, 'orders.txt'), 'fine');
    const again = await desk.serve(folder);
    expect(await ask(desk, again.name)).toContain('A caption');
  });

  it('[SERVE3] one that does not answer in time is ended', async () => {
    const desk = servers.newDesk({ timing: { startMs: 300 } });
    const { name } = await desk.serve(servers.model('m', 'never answer'));
    await expect(desk.use(name, never)).rejects.toMatchObject({
      message: 'The server of “m” did not answer in time.',
    });
  });

  it('[SERVE3] another program on its port is not taken for it', async () => {
    const desk = servers.newDesk({ timing: { startMs: 600 } });
    const { name } = await desk.serve(servers.model('m', 'serve another model'));
    await expect(desk.use(name, never)).rejects.toMatchObject({ code: 'SERVER_FAILED' });
  });

  it('[SERVE3] one that ends by itself is seen, and starts anew when it is started', async () => {
    const { desk } = servers;
    const { name } = await desk.serve(servers.model('m', 'die when asked'));
    await expect(ask(desk, name)).rejects.toThrow();
    const { error } = await servers.until('failed');
    expect(error).toMatchObject({ code: 'SERVER_FAILED', message: 'The server of “m” ended by itself.' });
    await expect.poll(async () => (await desk.list())[0]?.error?.excerpt).toContain('Segmentation fault');
    await desk.start(name);
    await servers.until('ready');
  });

  it('[SERVE4] is stopped when nobody has asked it for a while, and kept while it answers', async () => {
    const { desk } = servers;
    const { name } = await desk.serve(servers.model('m'), undefined, { idleMinutes: 1e-6 });
    const letGo = await desk.use(name, never);
    const { process } = read(name, 'process.json');
    expect(await desk.list()).toMatchObject([{ state: 'ready', inFlight: 1 }]);
    letGo();
    expect(await servers.until('stopped')).toMatchObject({ note: 'idle' });
    expect(isAlive(process)).toBe(false);
    expect(await ask(desk, name)).toContain('A caption');
  });

  it('[SERVE6] waits for the job on its device, shows its place, and can be called off', async () => {
    const { desk, queue } = servers;
    const job = queue.enter('/job', 'cpu', 1);
    queue.take(job, 1);
    const { name } = await desk.serve(servers.model('m'));
    await desk.start(name);
    expect(await servers.until('waiting')).toMatchObject({ queuePlace: 1 });
    await desk.stop(name);
    expect(queue.waiting('cpu')).toBe(0);
    expect(await desk.list()).toMatchObject([{ state: 'stopped' }]);
    await desk.start(name);
    await servers.until('waiting');
    queue.leave(job);
    await servers.until('ready');
  });

  it('[SERVE6] gives its device to a job that waits as soon as it has nothing to do', async () => {
    const { desk, queue } = servers;
    const { name } = await desk.serve(servers.model('m'));
    const letGo = await desk.use(name, never);
    const job = queue.enter('/job', 'cpu', 1);
    expect(queue.take(job, 1)).toBeUndefined();
    expect(await desk.list()).toMatchObject([{ state: 'ready' }]);
    letGo();
    expect(await servers.until('stopped')).toMatchObject({ note: 'gave-way' });
    expect(queue.take(job, 1)).toEqual([0]);
  });

  it('[SERVE6] runs beside a job where that is allowed', async () => {
    const { desk, queue } = servers;
    queue.take(queue.enter('/job', 'cpu', 1), 1);
    const { name } = await desk.serve(servers.model('m'), undefined, { besideTraining: true });
    expect(await ask(desk, name)).toContain('A caption');
  });

  it('[SERVE5] ends with the app, all of its processes', async () => {
    const { name } = await servers.desk.serve(servers.model('m'));
    await servers.desk.use(name, never);
    const { process } = read(name, 'process.json');
    await servers.desk.close();
    expect(isAlive(process)).toBe(false);
  });

  it('[SERVE5] an app that is closed while one starts leaves none behind', async () => {
    const { name } = await servers.desk.serve(servers.model('m', 'never answer'));
    await servers.desk.start(name);
    await servers.until('starting');
    await servers.desk.close();
    await expect(servers.newDesk().list()).resolves.toMatchObject([{ state: 'stopped' }]);
  });

  it('[SERVE5] one that a crashed app has left is taken over, and stopped with the next', async () => {
    const { name } = await servers.desk.serve(servers.model('m'));
    await servers.desk.use(name, never);
    const left = read(name, 'process.json');
    // The app that owned it is gone; its process lives on.
    writeFileSync(
      file(name, 'process.json'),
      JSON.stringify({ ...left, owner: { pid: 4_000_000, started: 'gone' } }),
    );
    const next = servers.newDesk();
    expect(await next.list()).toMatchObject([{ state: 'ready', url: `http://127.0.0.1:${left.port}/v1` }]);
    expect(read(name, 'process.json').owner).toEqual(identifyProcess(process.pid));
    expect(await ask(next, name)).toContain('A caption');
    await next.close();
    expect(isAlive(left.process)).toBe(false);
  });

  it('[SERVE5] two processes of the app run one between them: the second waits for the first’s', async () => {
    const { name } = await servers.desk.serve(servers.model('m'));
    const other = servers.newDesk({ me: anotherLivingProcess() });
    expect(await other.list()).toMatchObject([{ state: 'stopped' }]);
    const letGo = await servers.desk.use(name, never);
    const { process } = read(name, 'process.json');
    expect(await ask(other, name)).toContain('A caption');
    expect(read(name, 'process.json').process).toEqual(process);
    // It is the first one's to stop.
    await other.close();
    expect(isAlive(process)).toBe(true);
    letGo();
  });

  it('[SERVE6] a stop that comes at once calls the start off', async () => {
    const { desk } = servers;
    const { name } = await desk.serve(servers.model('m', 'never answer'));
    const asked = expect(desk.use(name, never)).rejects.toMatchObject({ code: 'CANCELLED' });
    await desk.stop(name);
    await asked;
    expect(await desk.list()).toMatchObject([{ state: 'stopped', inFlight: 0 }]);
  });

  it('[SERVE5] one that is left and does not answer is ended', async () => {
    const { name } = await servers.desk.serve(servers.model('m', 'never answer'));
    await servers.desk.start(name);
    await servers.until('starting');
    await expect.poll(() => read(name, 'process.json')).toBeDefined();
    const left = read(name, 'process.json');
    writeFileSync(
      file(name, 'process.json'),
      JSON.stringify({ ...left, owner: { pid: 4_000_000, started: 'gone' } }),
    );
    expect(await servers.newDesk().list()).toMatchObject([{ state: 'stopped' }]);
    expect(isAlive(left.process)).toBe(false);
  });

  it('[SERVE7] pickled weights, own program code and a missing template are refused before anything is started', async () => {
    const { desk } = servers;
    const pickled = servers.model('pickled');
    writeFileSync(path.join(pickled, 'config.json'), '{"auto_map": {"AutoModel": "evil.Model"}}');
    await expect(desk.serve(pickled)).rejects.toMatchObject({ code: 'TRAINING_MODEL' });
    const silent = servers.model('silent');
    writeFileSync(path.join(silent, 'chat_template.jinja'), '');
    await expect(desk.serve(silent)).rejects.toMatchObject({
      message: '“silent” has no chat template, so a server does not know how to ask it.',
    });
    expect(await desk.list()).toEqual([]);
  });

  it('[SERVE7] files that have changed are another model, whose captions would bear the wrong name', async () => {
    const { desk } = servers;
    const folder = servers.model('m');
    const { name } = await desk.serve(folder);
    writeFileSync(path.join(folder, 'model.safetensors'), 'other weights');
    await expect(desk.use(name, never)).rejects.toMatchObject({
      code: 'TRAINING_MODEL',
      message: 'The files of “m” have changed since it was set up to be served.',
    });
  });

  it('takes another port where its own is taken', async () => {
    const { desk } = servers;
    const { name, url } = await desk.serve(servers.model('m'));
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    try {
      expect(await ask(desk, name)).toContain('A caption');
      expect((await desk.list())[0]?.url).not.toBe(url);
    } finally {
      other.close();
    }
  });

  it('what is not there says so', async () => {
    await expect(servers.desk.use('nobody', never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(servers.desk.serve(path.join(servers.home, 'nowhere'))).rejects.toMatchObject({
      code: 'TRAINING_MODEL',
    });
  });
});
