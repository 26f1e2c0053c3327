import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { displayAdapters, type MachineFacts, readMachineFacts } from './machine-facts.ts';
import { createSetupMemory, type RememberedSetup, type SetupSubject } from './setup-memory.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setups-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const facts: MachineFacts = {
  platform: 'linux-x64',
  processor: 'EPYC',
  cores: 2,
  memoryGB: 24,
  gpus: [],
  runtime: 'onnxruntime 1.30.0',
};
const subject: SetupSubject = { digest: 'd'.repeat(64), providers: ['cuda', 'cpu'], wishes: {} };
const found: RememberedSetup = {
  provider: 'cpu',
  setup: { hosts: 2, threads: 1, batchSize: 8 },
  exactBatches: true,
  imagesPerSecond: 27,
  complete: true,
};
const on = (machine: MachineFacts) => createSetupMemory(folder, async () => machine);

describe('what is remembered of settings', () => {
  it('[CAP30] is there after a restart, for this machine, model and wishes alone', async () => {
    await on(facts).save(subject, found);
    expect(await on(facts).find(subject)).toEqual(found);
    const others: Partial<SetupSubject>[] = [
      { digest: 'e'.repeat(64) },
      { providers: ['cpu'] },
      { wishes: { threads: 2 } },
    ];
    for (const other of others) expect(await on(facts).find({ ...subject, ...other })).toBeUndefined();
    const changes: Partial<MachineFacts>[] = [
      { processor: 'Ryzen' },
      { cores: 4 },
      { memoryGB: 12 },
      { gpus: ['0x10de:0x2330'] },
      { runtime: 'onnxruntime 1.31.0' },
    ];
    for (const change of changes) expect(await on({ ...facts, ...change }).find(subject)).toBeUndefined();
  });

  it('is measured again when the file is damaged, and can be saved over it', async () => {
    writeFileSync(path.join(folder, 'model-setups.json'), '{"x": {"setup": {"hosts": -1}}');
    expect(await on(facts).find(subject)).toBeUndefined();
    await on(facts).save(subject, found);
    expect(await on(facts).find(subject)).toEqual(found);
  });

  it('stays small, and loses nothing to saves at the same time', async () => {
    const memory = on(facts);
    const many = Array.from({ length: 203 }, (_, index) => ({ ...subject, digest: `${index}` }));
    await Promise.all(many.map((one) => memory.save(one, found)));
    const kept = JSON.parse(readFileSync(path.join(folder, 'model-setups.json'), 'utf8'));
    expect(Object.keys(kept.setups)).toHaveLength(200);
    const lookups = await Promise.all(many.map((one) => memory.find(one)));
    expect(lookups.map((one) => one !== undefined)).toEqual(many.map((_, index) => index >= 3));
  });
});

describe('how a model ran', () => {
  it('[CAP9] is told with what did not work, in words of bounded length', async () => {
    const run = {
      provider: 'cpu',
      refused: [{ provider: 'cuda', message: 'x'.repeat(5000) }],
      hosts: 2,
      threads: 1,
      batchSize: 4,
      exactBatches: true,
      memoryMB: 350,
    };
    await on(facts).save(subject, found);
    await on(facts).saveRun('d', run);
    const read = await on(facts).lastRun('d');
    expect(read).toEqual({ ...run, refused: [{ provider: 'cuda', message: 'x'.repeat(2000) }] });
    expect(await on(facts).find(subject)).toEqual(found);
    expect([await on(facts).lastRun('e'), await on({ ...facts, cores: 8 }).lastRun('d')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the machine', () => {
  it('is told by processor, memory and runtime', async () => {
    const read = await readMachineFacts();
    expect(read.runtime).toMatch(/^onnxruntime \d+\.\d+/);
    expect(read).toMatchObject({ cores: expect.any(Number), processor: expect.any(String) });
  });

  it('has the display adapters of its PCI bus, where the system tells them', async () => {
    expect(await displayAdapters(path.join(folder, 'none'))).toEqual([]);
    const devices = [
      ['0000:00:01.0', '0x030000', '0x1002', '0x73bf'],
      ['0000:00:02.0', '0x020000', '0x8086', '0x1533'],
      ['0000:00:03.0', '0x030200', '0x10de', '0x2330'],
    ] as const;
    for (const [place, kind, vendor, device] of devices) {
      mkdirSync(path.join(folder, place));
      for (const [name, value] of Object.entries({ class: kind, vendor, device }))
        writeFileSync(path.join(folder, place, name), `${value}\n`);
    }
    expect(await displayAdapters(folder)).toEqual(['0x1002:0x73bf', '0x10de:0x2330']);
  });
});
