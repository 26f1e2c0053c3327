import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENDPOINT_NAME } from '../settings/settings-file.ts';
import { chooseProgram, findVllm, NAMED_VLLM } from './choose-program.ts';
import { type ServerLaunch, serverArguments, serverEnvironment } from './server-command.ts';
import { nameOf } from './server-desk.ts';

const LAUNCH: ServerLaunch = {
  program: 'vllm',
  executable: '/v/bin/vllm',
  model: 'student-0123456789ab',
  kind: 'cuda',
  devices: [3],
  port: 8123,
  key: 'the-key',
};

describe('the command of a server', () => {
  it('[SERVE2] vLLM opens safetensors only, and gets its key by the environment, where no list of processes shows it', () => {
    const given = serverArguments(LAUNCH);
    expect(given.join(' ')).toBe(
      'serve student-0123456789ab --served-model-name student-0123456789ab --load-format safetensors --host 127.0.0.1 --port 8123',
    );
    const environment = serverEnvironment({ HF_TOKEN: 'x', EKPHRASIS_KEY_A: 'y', PATH: '/bin' }, LAUNCH);
    expect(environment).toMatchObject({ VLLM_API_KEY: 'the-key', CUDA_VISIBLE_DEVICES: '3', PATH: '/bin' });
    expect(environment).not.toHaveProperty('HF_TOKEN');
    expect(environment).not.toHaveProperty('EKPHRASIS_KEY_A');
  });

  it('[SERVE2] no program is ever told to trust a model’s code', () => {
    for (const program of ['vllm', 'transformers'] as const)
      for (const kind of ['cuda', 'mps', 'cpu'] as const)
        expect(serverArguments({ ...LAUNCH, program, kind })).not.toContain('--trust-remote-code');
    expect(serverArguments({ ...LAUNCH, program: 'transformers' })).toContain('cuda:0');
  });
});

describe('[SERVE2] which program serves', () => {
  it.each([
    ['auto', 'cuda', true, 'linux', 'vllm'],
    ['auto', 'cuda', false, 'linux', 'transformers'],
    ['auto', 'cuda', true, 'win32', 'transformers'],
    ['auto', 'cpu', true, 'linux', 'transformers'],
    ['auto', 'mps', true, 'darwin', 'transformers'],
    ['transformers', 'cuda', true, 'linux', 'transformers'],
    ['vllm', 'cuda', true, 'linux', 'vllm'],
  ] as const)('%s on %s, with vLLM %s, on %s: %s', (wanted, kind, hasVllm, platform, program) => {
    expect(chooseProgram(wanted, { kind, hasVllm, platform })).toBe(program);
  });

  it('says what is missing where vLLM is asked for', () => {
    const facts = { kind: 'cuda', hasVllm: false, platform: 'linux' } as const;
    expect(() => chooseProgram('vllm', facts)).toThrow('vLLM was not found on this computer.');
    expect(() => chooseProgram('vllm', { ...facts, kind: 'cpu' })).toThrow('under Linux only');
  });
});

describe.skipIf(process.platform === 'win32')('where vLLM is', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'vllm-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('[SERVE2] beside the Python that is named, else on the PATH, and only as a program', async () => {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    const program = path.join(bin, 'vllm');
    writeFileSync(program, '');
    expect(await findVllm({ PATH: `/nowhere:${bin}` })).toBeUndefined();
    chmodSync(program, 0o755);
    expect(await findVllm({ PATH: `/nowhere:${bin}` })).toBe(program);
    expect(await findVllm({ PATH: bin, [NAMED_VLLM]: '/nowhere/bin/python' })).toBeUndefined();
    expect(await findVllm({ [NAMED_VLLM]: path.join(bin, 'python') })).toBe(program);
    expect(await findVllm({})).toBeUndefined();
  });
});

describe('[SERVE1] the name of a served model', () => {
  it('is an endpoint’s name that no path or option can hide in, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
        const name = nameOf(title, 'a'.repeat(64));
        expect(name).toMatch(ENDPOINT_NAME);
        expect(name.endsWith('-aaaaaaaaaaaa')).toBe(true);
      }),
    );
  });

  it.each([
    ['Student, version 2', 'student-version-2-0123456789ab'],
    ['../../etc', 'etc-0123456789ab'],
    ['Бабочка', 'model-0123456789ab'],
    ['--trust-remote-code', 'trust-remote-code-0123456789ab'],
  ])('“%s” is %s', (title, name) => {
    expect(nameOf(title, '0123456789abcdef')).toBe(name);
  });
});
