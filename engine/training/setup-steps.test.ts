import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chooseBuild } from './choose-build.ts';
import { parseGpus } from './detect-gpus.ts';
import { readLocks } from './make-environment.ts';
import { type InstallStep, installSteps } from './setup-steps.ts';

const SOURCE = fileURLToPath(new URL('../../trainer/src', import.meta.url));
const A100 = { name: 'NVIDIA A100-SXM4-80GB', memoryBytes: 80 * 2 ** 30 };
const namesIn = ({ requirements = '' }: InstallStep) =>
  [...requirements.matchAll(/^([\w.-]+)==/gm)].map(([, name]) => name);

describe('[ENV1] the build', () => {
  it.each([
    ['linux', [A100], 'cuda'],
    ['win32', [A100], 'cuda'],
    ['darwin', [A100], 'cpu'],
    ['linux', [], 'cpu'],
  ] as const)('on %s with %j is for %s', (platform, gpus, build) => {
    expect(chooseBuild(gpus, platform)).toBe(build);
  });

  it('goes by what nvidia-smi lists, and not by what it does not say', () => {
    expect(parseGpus('NVIDIA A100-SXM4-80GB, 81920\nNVIDIA GB10, [N/A]\n\nno comma\n')).toEqual([
      A100,
      { name: 'NVIDIA GB10', memoryBytes: 0 },
    ]);
  });
});

describe('[ENV2] an environment', async () => {
  const locks = await readLocks(SOURCE);

  it('for CUDA on Linux is the whole lock, hash by hash, with DeepSpeed', () => {
    const steps = installSteps('cuda', 'linux', locks);
    expect(steps).toHaveLength(1);
    expect(steps[0]?.arguments).toEqual(['--require-hashes', '--no-deps', '-r', '{requirements}']);
    expect(namesIn(steps[0] as InstallStep)).toEqual(
      expect.arrayContaining(['torch', 'nvidia-cublas', 'deepspeed']),
    );
  });

  it('for the CPU on Linux takes torch from where its CPU build is, else the larger one, and nothing of CUDA besides', () => {
    const [torch, others, ...more] = installSteps('cpu', 'linux', locks);
    const version = /^torch==(\S+)/m.exec(locks.plain)?.[1];
    expect(torch?.arguments.slice(0, 3)).toEqual(['--torch-backend', 'cpu', `torch==${version}`]);
    const instead = torch?.orElse?.flatMap(namesIn) ?? [];
    expect(instead).toEqual(expect.arrayContaining(['torch', 'nvidia-cublas', 'transformers']));
    expect(instead).not.toEqual(expect.arrayContaining(['triton']));
    expect(instead).not.toEqual(expect.arrayContaining(['nvidia-cusolver']));
    const names = namesIn(others as InstallStep);
    expect(names).toEqual(expect.arrayContaining(['transformers', 'peft', 'accelerate']));
    expect(names.filter((name) => /^(torch|torchvision|triton|nvidia-.*)$/.test(name ?? ''))).toEqual([]);
    expect(more).toEqual([]);
  });

  it('on a Mac is the whole lock; on Windows with a GPU torch comes for it', () => {
    expect(installSteps('cpu', 'darwin', locks).map(({ requirements }) => requirements)).toEqual([
      locks.plain,
    ]);
    expect(installSteps('cuda', 'win32', locks)[0]?.arguments.slice(0, 2)).toEqual([
      '--torch-backend',
      'auto',
    ]);
  });

  it('names no package index, so that the user’s own settings hold', () => {
    const text = readFileSync(path.join(SOURCE, '..', 'requirements.txt'), 'utf8');
    expect(text).not.toMatch(/--(extra-)?index-url|https?:\/\//);
  });
});
