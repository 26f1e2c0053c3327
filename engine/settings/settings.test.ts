import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEndpointBook, endpointsOfEnvironment } from './endpoints.ts';
import {
  createFileKeychain,
  createMemoryKeychain,
  endpointKeyName,
  secretOfEnvironment,
} from './file-keychain.ts';
import { openSettingsFile, parseSettings } from './settings-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mine = { name: 'mine', url: 'http://127.0.0.1:8000/v1', model: 'm' };

describe('the settings file', () => {
  it('starts empty, keeps what was set, and leaves no other file behind', async () => {
    const settings = openSettingsFile(folder);
    expect(await settings.read()).toEqual({ endpoints: [], measured: {} });
    await settings.set('theme', 'dark');
    await settings.set('hubUrl', 'https://hub.example');
    expect(await openSettingsFile(folder).read()).toMatchObject({
      theme: 'dark',
      hubUrl: 'https://hub.example',
    });
    await settings.set('theme', null);
    expect((await settings.read()).theme).toBeUndefined();
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('refuses a value that does not fit', async () => {
    await expect(openSettingsFile(folder).set('hubUrl', 'file:///etc')).rejects.toThrow();
  });

  it('loses nothing when many changes come at once, also from another process', async () => {
    const [one, other] = [openSettingsFile(folder), openSettingsFile(folder)];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        one.update((settings) => ({
          ...settings,
          measured: { ...settings.measured, [`model-${index}@fp16`]: 1 },
        })),
      ),
    );
    await other.set('theme', 'light');
    expect(await one.read()).toMatchObject({ theme: 'light' });
    expect(Object.keys((await one.read()).measured)).toHaveLength(20);
  });

  it('keeps a damaged file beside it, and what can be understood of it', async () => {
    const text = JSON.stringify({ theme: 'dark', endpoints: 'none', later: 1 });
    writeFileSync(path.join(folder, 'settings.json'), text);
    const settings = openSettingsFile(folder);
    expect(await settings.read()).toMatchObject({ theme: 'dark', endpoints: [], later: 1 });
    await settings.set('panels', { left: 200 });
    expect(readFileSync(path.join(folder, 'settings.json.damaged'), 'utf8')).toBe(text);
    expect(await settings.read()).toMatchObject({ theme: 'dark', later: 1, panels: { left: 200 } });
  });

  it('[KEY4] loses the user’s keys alone where they are nonsense', async () => {
    const settings = openSettingsFile(folder);
    await settings.set('keys', { 'run.start': ['Ctrl+R'], 'later.thing': [] });
    expect((await settings.read()).keys).toEqual({ 'run.start': ['Ctrl+R'], 'later.thing': [] });
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`a.b${index}`, []]));
    for (const hostile of [{ 'run.start': 'Ctrl+R' }, { 'run.start': ['x'.repeat(41)] }, many, [], 'keys'])
      expect(parseSettings(JSON.stringify({ theme: 'dark', keys: hostile })).settings).toEqual({
        theme: 'dark',
        endpoints: [],
        measured: {},
      });
    await expect(settings.set('keys', many)).rejects.toThrow();
  });

  it('reads any text without failing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { settings } = parseSettings(text);
        return Array.isArray(settings.endpoints);
      }),
    );
  });
});

describe('keys', () => {
  it('[CAP15] are bound to the host that they were entered for', async () => {
    const settings = openSettingsFile(folder);
    const book = createEndpointBook(settings, createFileKeychain(folder, {}), {});
    await book.save(mine);
    await book.setKey('mine', 'secret');
    expect(await book.list()).toEqual([{ ...mine, hasKey: true }]);
    await book.save({ ...mine, url: 'https://elsewhere.example/v1' });
    expect((await book.list())[0]?.hasKey).toBe(false);
    await book.save({ ...mine, url: 'http://127.0.0.1:8000/other' });
    expect(await book.keyFor((await book.find('mine')) ?? mine)).toBe('secret');
    await book.remove('mine');
    expect([await book.list(), await book.keyFor(mine)]).toEqual([[], undefined]);
  });

  it('are in a file that only the user may read, and nowhere in the settings', async () => {
    const book = createEndpointBook(openSettingsFile(folder), createFileKeychain(folder, {}), {});
    await book.save(mine);
    await book.setKey('mine', 'secret');
    expect(statSync(path.join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path.join(folder, 'settings.json'), 'utf8')).not.toContain('secret');
  });

  it('of the environment are found by name; OPENAI_API_KEY goes to OpenAI alone, HF_TOKEN to the hub alone', () => {
    const environment = { EKPHRASIS_KEY_MY_SERVER: 'own', OPENAI_API_KEY: 'openai', HF_TOKEN: 'hub' };
    const secret = (name: string) => secretOfEnvironment(name, environment);
    expect([
      secret(endpointKeyName('my-server', 'http://a/v1')),
      secret(endpointKeyName('gpt', 'https://api.openai.com/v1')),
      secret(endpointKeyName('gpt', 'https://api.openai.com.evil.example/v1')),
      secret('hub:token@huggingface.co'),
      secret('hub:token@evil.example'),
    ]).toEqual(['own', 'openai', undefined, 'hub', undefined]);
  });

  it('cannot be set for an endpoint that is not there', async () => {
    const book = createEndpointBook(openSettingsFile(folder), createMemoryKeychain(), {});
    await expect(book.setKey('none', 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('endpoints of the environment', () => {
  it('have address, model and prices, and outrank stored ones', async () => {
    const environment = {
      EKPHRASIS_ENDPOINT_MINE: 'http://localhost:1/v1|llava|0.5|2',
      EKPHRASIS_ENDPOINT_TWO: 'https://two.example/v1',
      EKPHRASIS_ENDPOINT_BAD: 'javascript:alert(1)',
      OTHER: 'http://x|y',
    };
    const expected = [
      {
        name: 'mine',
        url: 'http://localhost:1/v1',
        model: 'llava',
        price: { inputPerMillion: 0.5, outputPerMillion: 2 },
      },
      { name: 'two', url: 'https://two.example/v1', model: '' },
    ];
    expect(endpointsOfEnvironment(environment)).toEqual(expected);
    const book = createEndpointBook(openSettingsFile(folder), createMemoryKeychain(), environment);
    await book.save(mine);
    expect(await book.list()).toEqual(expected.map((one) => ({ ...one, hasKey: false })));
  });
});
