import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captionsOf, openServedFlow } from '../serving/testing-served-flow.ts';
import { PRETEND, pretendModel } from '../serving/testing-servers.ts';
import { runWithEvents, type TestingEngine, testingEngine } from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine({ EKPHRASIS_TRAINER_PYTHON: PRETEND });
});
afterEach(() => app.close());

const serve = (name: string, orders?: Parameters<typeof pretendModel>[1]) =>
  app.client.serving.serve({ model: { folder: pretendModel(join(app.folder, name), orders) } });
const runState = async () => (await app.client.run.current())?.state;

describe.skipIf(process.platform === 'win32')('a served model in a flow', () => {
  it('[SERVE1] is chosen as any endpoint, starts with the first picture, and is named in the captions', async () => {
    const { name } = await serve('student');
    await app.client.serving.stop({ name });
    expect(await app.client.captioner.endpoints()).toMatchObject([
      { name, model: name, isServed: true, price: { inputPerMillion: 0, outputPerMillion: 0 } },
    ]);
    await openServedFlow(app, name);
    await runWithEvents(app);
    expect(await runState()).toBe('done');
    expect(await captionsOf(app)).toEqual(
      [1, 2, 3].map(() => ({ text: `A caption by ${name}.`, model: name })),
    );
    expect(await app.client.serving.list()).toMatchObject([{ name, state: 'ready', inFlight: 0 }]);
  });

  it('[SERVE1] is not asked for what is known: a second run leaves it stopped', async () => {
    const { name } = await serve('student');
    await openServedFlow(app, name);
    await runWithEvents(app);
    await app.client.serving.stop({ name });
    await runWithEvents(app);
    expect(await app.client.serving.list()).toMatchObject([{ state: 'stopped' }]);
  });

  it('[SERVE3] [RUN6] one that does not start pauses the run, with what is so on its node', async () => {
    const { name } = await serve('student', 'die at start');
    await openServedFlow(app, name);
    await app.client.run.start({});
    await expect.poll(runState, { timeout: 20_000 }).toBe('paused');
    const paused = await app.client.run.current();
    expect(paused?.nodes.find(({ id }) => id === 'captioner')?.error).toMatchObject({
      code: 'SERVER_FAILED',
      message: 'The server of “student” did not start: the device has too little memory left.',
    });
    await app.client.run.stop({});
    await expect.poll(runState).toBe('stopped');
  });

  it('[SERVE7] [RUN1] a flow whose model can no longer be served says so on its node before it runs', async () => {
    const { name, folder } = await serve('student');
    await app.client.serving.stop({ name });
    writeFileSync(join(folder, 'config.json'), '{"auto_map": {}}');
    await openServedFlow(app, name);
    await expect(app.client.run.start({})).rejects.toMatchObject({
      data: { message: 'captioner: “student” brings its own program code, which is never run.' },
    });
  });

  it('is no endpoint of the settings: it cannot be saved over, removed or given a key there', async () => {
    const { name } = await serve('student');
    for (const refused of [
      app.client.captioner.saveEndpoint({ name, url: 'http://127.0.0.1:9/v1', model: 'm' }),
      app.client.captioner.removeEndpoint({ name }),
    ])
      await expect(refused).rejects.toMatchObject({ data: { code: 'USAGE' } });
    await app.client.serving.remove({ name });
    expect(await app.client.captioner.endpoints()).toEqual([]);
  });

  it('tells what serving needs, and installs nothing into an interpreter of the user’s', async () => {
    expect(await app.client.serving.environment.get()).toMatchObject({ state: 'ready' });
    await expect(app.client.serving.environment.setUp()).rejects.toMatchObject({ data: { code: 'USAGE' } });
    await expect(app.client.serving.serve({ model: { digest: 'a'.repeat(64) } })).rejects.toMatchObject({
      data: { message: expect.any(String) },
    });
  });
});
