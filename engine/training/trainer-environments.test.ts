import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainerEnvironment } from '../../core/training/trainer-environment.ts';
import { PYTHON } from './testing-training.ts';
import { createTrainerEnvironments, type TrainerEnvironments } from './trainer-environments.ts';

/** `uv` with a Python of this computer makes an empty environment in a second, without a network. */
const CAN_MAKE = PYTHON !== undefined && works('uv', '--version');

function works(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'environments-'));
  mkdirSync(path.join(folder, 'trainer', 'src'), { recursive: true });
  for (const name of ['requirements.txt', 'requirements-gpu.txt'])
    writeFileSync(path.join(folder, 'trainer', name), '# nothing\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = (options: Partial<Parameters<typeof createTrainerEnvironments>[0]> = {}) =>
  createTrainerEnvironments({
    environment: {},
    dataFolder: path.join(folder, 'data'),
    packageFolder: path.join(folder, 'trainer', 'src'),
    gpus: async () => [{ name: 'A GPU', memoryBytes: 1 }],
    inspect: async () => ({ ok: true, versions: { torch: '2' }, build: 'cuda', devices: [] }),
    check: 'pass',
    ...options,
  });

async function endOf(environments: TrainerEnvironments): Promise<TrainerEnvironment> {
  for await (const now of environments.watch(undefined)) if (now.state !== 'making') return now;
  throw new Error('nothing was told');
}

describe('[ENV3] the trainer’s environment', () => {
  it('is absent at first, and says what it takes before anything is fetched', async () => {
    expect(await make().get()).toMatchObject({
      state: 'absent',
      build: 'cuda',
      size: { diskBytes: expect.any(Number), freeBytes: expect.any(Number) },
      isPartial: false,
    });
    expect(existsSync(path.join(folder, 'data'))).toBe(false);
  });

  it('that is named by nothing is the app’s own', async () => {
    expect(await make({ environment: { EKPHRASIS_TRAINER_PYTHON: '' } }).get()).toMatchObject({
      state: 'absent',
    });
  });

  it('that is named is looked at and never made or removed', async () => {
    const environment = { EKPHRASIS_TRAINER_PYTHON: '/some/python' };
    const ready = make({ environment });
    expect(await ready.get()).toMatchObject({ state: 'ready', origin: 'named', python: '/some/python' });
    await expect(ready.setUp()).rejects.toMatchObject({ code: 'USAGE' });
    const broken = make({
      environment,
      inspect: async () => ({ ok: false, message: 'It lacks torch.', log: [] }),
    });
    expect(await broken.get()).toMatchObject({
      state: 'broken',
      origin: 'named',
      message: 'It lacks torch.',
    });
  });

  it.skipIf(!CAN_MAKE)(
    'is made, found again, noticed when the app wants another, and removed (needs uv)',
    async () => {
      const environments = make();
      await environments.setUp();
      expect(await environments.get()).toMatchObject({ state: 'making' });
      expect(await endOf(environments)).toMatchObject({
        state: 'ready',
        origin: 'own',
        versions: { torch: '2' },
      });
      expect(await make().get()).toMatchObject({ state: 'ready' });

      writeFileSync(path.join(folder, 'trainer', 'requirements.txt'), '# another\n');
      const later = make();
      expect(await later.get()).toMatchObject({ state: 'broken', origin: 'own' });
      await later.setUp();
      expect(await endOf(later)).toMatchObject({ state: 'ready' });
      await later.remove();
      expect(await later.get()).toMatchObject({ state: 'absent', isPartial: false });
    },
  );

  it.skipIf(!CAN_MAKE || process.platform !== 'linux')(
    'takes more where PyTorch’s own index cannot be reached, and says so while it is made (needs uv)',
    async () => {
      // No lock names a version of torch here, so that no index has it.
      const environments = make({ gpus: async () => [], check: 'import time; time.sleep(600)' });
      const before = await environments.get();
      if (before.state !== 'absent') throw new Error(`it is ${before.state}`);
      await environments.setUp();
      for await (const now of environments.watch(undefined))
        if (now.state === 'making' && now.step === 'checking') {
          expect(now.size).toEqual({ ...before.size.withoutIndex, freeBytes: before.size.freeBytes });
          break;
        }
      await environments.cancel();
    },
  );

  it.skipIf(!CAN_MAKE)('that could not be made says why, and is tried again (needs uv)', async () => {
    const environments = make({ check: 'raise SystemExit("no such library")' });
    await environments.setUp();
    const broken = await endOf(environments);
    expect(broken).toMatchObject({ state: 'broken', origin: 'own', log: ['no such library'] });
    const again = make();
    expect(await again.get()).toEqual(broken);
    await again.setUp();
    expect(await endOf(again)).toMatchObject({ state: 'ready' });
  });

  it.skipIf(!CAN_MAKE)(
    'that was cancelled is partly there, and nothing is said to be broken (needs uv)',
    async () => {
      const environments = make({ check: 'import time; time.sleep(600)' });
      await environments.setUp();
      for await (const now of environments.watch(undefined))
        if (now.state === 'making' && now.step === 'checking') break;
      await environments.cancel();
      expect(await environments.get()).toMatchObject({ state: 'absent', isPartial: true });
    },
  );
});
