import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestingEngine, testingEngine } from './testing-engine.ts';

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine();
});
afterEach(() => app.close());

it('keeps endpoints and keys of the user, and never gives a key back', async () => {
  await app.client.captioner.saveEndpoint({ name: 'mine', url: 'http://127.0.0.1:9/v1', model: 'm' });
  await app.client.captioner.setKey({ name: 'mine', key: 'a secret' });
  const endpoints = await app.client.captioner.endpoints();
  expect(endpoints).toMatchObject([{ name: 'mine', hasKey: true }]);
  expect(JSON.stringify(endpoints)).not.toContain('a secret');
  expect(
    await app.client.captioner.testEndpoint({ url: 'http://127.0.0.1:9/v1', name: 'mine' }),
  ).toMatchObject({ ok: false });
  expect(await app.client.captioner.removeEndpoint({ name: 'mine' })).toEqual([]);
});

it('lists the starter with its limits', async () => {
  const models = await app.client.captioner.models();
  expect(models.find(({ id }) => id === 'starter')).toMatchObject({
    state: 'bundled',
    limits: expect.any(String),
  });
});

it('a download that cannot be ends by saying so', async () => {
  const steps = [];
  for await (const step of await app.client.captioner.download({ id: 'nonsense' })) steps.push(step);
  expect(steps.at(-1)).toMatchObject({ id: 'nonsense', state: 'failed' });
});

it('keeps settings', async () => {
  await app.client.system.setSetting({ name: 'theme', value: 'dark' });
  expect(await app.client.system.getSettings()).toMatchObject({ theme: 'dark' });
  expect(await app.client.system.info()).toMatchObject({
    host: 'web',
    projectsFolder: join(app.folder, 'projects'),
  });
});
