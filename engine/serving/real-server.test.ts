import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runWithEvents, type TestingEngine, testingEngine } from '../rpc/testing-engine.ts';
import { isAlive } from '../training/process-identity.ts';
import { NEEDS_TRAINER, saveTinyModel, TRAINER_PYTHON } from '../training/testing-real-trainer.ts';
import { serverFolder } from './server-folder.ts';
import { captionsOf, openServedFlow } from './testing-served-flow.ts';

const MINUTE = 60_000;
const CAN_SERVE = TRAINER_PYTHON !== undefined && imports(TRAINER_PYTHON, 'fastapi, uvicorn, openai');

function imports(python: string, names: string): boolean {
  try {
    execFileSync(python, ['-I', '-c', `import ${names}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let app: TestingEngine;
beforeEach(async () => {
  app = await testingEngine({ EKPHRASIS_TRAINER_PYTHON: TRAINER_PYTHON ?? '' });
});
afterEach(() => app.close(), MINUTE);

it.skipIf(!CAN_SERVE)(
  `[SERVE1] [SERVE3] transformers itself serves a model whose captions come through the endpoint (${NEEDS_TRAINER} with transformers[serving])`,
  async () => {
    const folder = await saveTinyModel('llava', join(app.folder, 'tiny'));
    const { name } = await app.client.serving.serve({
      model: { folder },
      title: 'Tiny',
      settings: { device: 'cpu' },
    });
    await openServedFlow(app, name);
    await app.edit('Keep', { kind: 'set-params', id: 'captioner', params: { truncated: 'keep' } });
    await runWithEvents(app);
    expect(await app.client.run.current()).toMatchObject({ state: 'done' });
    const captions = await captionsOf(app);
    expect(captions.map(({ model }) => model)).toEqual([name, name, name]);
    expect(captions.every(({ text }) => text.length > 0)).toBe(true);
    expect(await app.client.serving.list()).toMatchObject([{ state: 'ready', program: 'transformers' }]);

    const left = await serverFolder(join(app.host.dataFolder, 'servers'), name).process();
    const { lines } = await app.client.serving.log({ name, lines: 200 });
    expect(lines.join('\n')).toContain('/v1/chat/completions');
    await app.client.serving.stop({ name });
    expect(left && isAlive(left.process)).toBe(false);
  },
  5 * MINUTE,
);
