import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findModelFault } from './check-base-model.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'base-'));
  for (const name of ['config.json', 'tokenizer.json', 'processor_config.json', 'tokenizer_config.json'])
    write(name, '{}');
  write('model.safetensors', 'weights');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const remove = (name: string) => rmSync(path.join(folder, name));
const said = async () => (await findModelFault(folder))?.message.replace(path.basename(folder), 'it');

it('[BAD16] a whole model is taken, also with pickles beside its safetensors, which nobody opens', async () => {
  write('training_args.bin', '');
  expect(await said()).toBeUndefined();
});

it.each([
  ['no configuration', () => remove('config.json'), 'has no config.json'],
  ['a configuration that is no JSON', () => write('config.json', '['.repeat(50_000)), 'cannot be read'],
  ['a configuration without end', () => write('config.json', '"'.padEnd(17 * 2 ** 20)), 'cannot be read'],
  ['code of its own', () => write('config.json', '{"auto_map": {"AutoModel": "a.B"}}'), 'own program code'],
  ['a processor’s code', () => write('processor_config.json', '{"auto_map": {}}'), 'own program code'],
  ['a tokenizer’s code', () => write('tokenizer_config.json', '{"auto_map": []}'), 'own program code'],
  ['no weights', () => remove('model.safetensors'), 'has no weights'],
  ['no processor', () => remove('processor_config.json'), 'has no image processor'],
  ['no tokenizer', () => remove('tokenizer.json'), 'has no tokenizer'],
])('[BAD16] a model folder with %s is refused with what to do', async (_, damage, message) => {
  damage();
  const fault = await findModelFault(folder);
  expect(fault?.message).toContain(message);
  expect(fault?.code).toBe('TRAINING_MODEL');
  expect(fault?.details.remedy).toMatch(/^(Choose|Get)/);
});

it('[BAD16] pickled weights are called what they are', async () => {
  remove('model.safetensors');
  write('pytorch_model.bin', '');
  expect(await said()).toBe('The weights of “it” are pickles, which can run anything when they are opened.');
});

it('[BAD16] a folder that is not there, and a file in its place', async () => {
  expect((await findModelFault(path.join(folder, 'nowhere')))?.message).toContain('There is no folder');
  expect((await findModelFault(path.join(folder, 'config.json')))?.message).toContain('There is no folder');
});
