import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModelFolder } from './check-model-folder.ts';
import { externalDataLocations } from './read-onnx-external-data.ts';

const starter = fileURLToPath(new URL('../../assets/starter/', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'model-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One protobuf field with a length. */
function field(number: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2]), Buffer.from(length), content]);
}
const entry = (key: string, value: string) =>
  field(13, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))]));
const tensor = (location: string) => Buffer.concat([entry('location', location), entry('offset', '0')]);
/** A model whose graph has one initializer. */
const inGraph = (location: string) => field(7, field(5, tensor(location)));
/** The same inside a branch of an `If` node, as merged decoders have it. */
const inBranch = (location: string) => field(7, field(1, field(5, field(6, field(5, tensor(location))))));

describe('a model from a stranger', () => {
  it('[CAP6] is refused when its weights lie outside its folder', async () => {
    for (const make of [inGraph, inBranch]) {
      for (const location of ['../../secret', '/etc/passwd', 'a/../../b']) {
        writeFileSync(path.join(folder, 'model.onnx'), make(location));
        await expect(checkModelFolder(folder, ['model'])).rejects.toMatchObject({ code: 'MODEL_LOAD' });
      }
      writeFileSync(path.join(folder, 'model.onnx'), make('model.onnx_data'));
      await expect(checkModelFolder(folder, ['model'])).resolves.toBeUndefined();
    }
  });

  it('[CAP6] is refused when a link leads out of its folder', async () => {
    symlinkSync('/etc/hostname', path.join(folder, 'config.json'));
    await expect(checkModelFolder(folder, [])).rejects.toMatchObject({ code: 'MODEL_LOAD' });
  });

  it('may be anything at all: reading it ends, with its places or an error', async () => {
    const file = path.join(folder, 'model.onnx');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        writeFileSync(file, bytes);
        const found = await externalDataLocations(file).catch((error: Error) => error.message);
        expect(Array.isArray(found) || typeof found === 'string').toBe(true);
      }),
    );
  });

  it('cut anywhere is an error or has fewer places, never others', async () => {
    const whole = inBranch('weights.bin');
    const file = path.join(folder, 'model.onnx');
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const found = await externalDataLocations(file).catch(() => []);
      expect(found).toEqual([]);
    }
  });
});

describe('the starter', () => {
  it('keeps everything in its files', async () => {
    await expect(
      checkModelFolder(starter, ['vision_encoder', 'embed_tokens', 'decoder']),
    ).resolves.toBeUndefined();
    const file = path.join(starter, 'onnx', 'vision_encoder_fp16.onnx');
    expect(readFileSync(file).length).toBeGreaterThan(5_000_000);
    expect(await externalDataLocations(file)).toEqual([]);
  });
});
