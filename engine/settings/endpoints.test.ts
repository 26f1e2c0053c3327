import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEndpointBook, endpointsOfEnvironment, membersOf } from './endpoints.ts';
import {
  createFileKeychain,
  createMemoryKeychain,
  memberKeyName,
  secretOfEnvironment,
} from './file-keychain.ts';
import { createModelFactsBook } from './model-facts-book.ts';
import { openSettingsFile } from './settings-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'endpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mine = { name: 'mine', url: 'http://a:8000/v1', model: 'm' };

describe('an endpoint with several addresses', () => {
  it('[CAP20] lists each once, its own first; one address is a pool of one', () => {
    const members = [
      { url: 'http://b/v1', weight: 2, model: 'M' },
      { url: mine.url, weight: 9 },
      { url: 'http://c/v1' },
    ];
    expect([membersOf(mine), membersOf({ ...mine, weight: 0, members })]).toEqual([
      [{ url: mine.url }],
      [{ url: mine.url, weight: 0 }, { url: 'http://b/v1', weight: 2, model: 'M' }, { url: 'http://c/v1' }],
    ]);
  });

  it('[CAP15] [CAP20] shares its key within the first host and has another for every other host', async () => {
    const book = createEndpointBook(openSettingsFile(folder), createMemoryKeychain(), {});
    const members = [{ url: 'http://a:8000/other' }, { url: 'http://b/v1' }];
    await book.save({ ...mine, members });
    await book.setKey('mine', 'first');
    await book.setKey('mine', 'second', 'http://b/v1');
    const keys = () =>
      Promise.all([...members.map(({ url }) => url), 'http://c/v1'].map((url) => book.keyFor(mine, url)));
    expect(await keys()).toEqual(['first', 'second', undefined]);
    expect(await book.list()).toMatchObject([
      { hasKey: true, members: [{ hasKey: true }, { url: 'http://b/v1', hasKey: true }] },
    ]);
    await book.remove('mine');
    expect(await keys()).toEqual([undefined, undefined, undefined]);
  });

  it('[CAP15] takes a key of the environment that names no host to its first host alone', async () => {
    const environment = { EKPHRASIS_KEY_MINE: 'first', EKPHRASIS_KEY_MINE_B_9000: 'second' };
    const book = createEndpointBook(
      openSettingsFile(folder),
      createFileKeychain(folder, environment),
      environment,
    );
    expect(
      await Promise.all([mine.url, 'http://b:9000/v1', 'http://c/v1'].map((url) => book.keyFor(mine, url))),
    ).toEqual(['first', 'second', undefined]);
    expect(
      secretOfEnvironment(memberKeyName('mine', 'https://api.openai.com/v1'), { OPENAI_API_KEY: 'k' }),
    ).toBe('k');
  });

  it('comes from the environment, addresses side by side', () => {
    expect(
      endpointsOfEnvironment({ EKPHRASIS_ENDPOINT_MINE: 'http://a/v1  http://b/v1 javascript:x|m|1|2' }),
    ).toEqual([
      {
        name: 'mine',
        url: 'http://a/v1',
        model: 'm',
        price: { inputPerMillion: 1, outputPerMillion: 2 },
        members: [{ url: 'http://b/v1' }],
      },
    ]);
  });

  it('of a file from before pools is read as it was', async () => {
    const price = { inputPerMillion: 1, outputPerMillion: 2 };
    writeFileSync(
      path.join(folder, 'settings.json'),
      JSON.stringify({ endpoints: [{ ...mine, price }], measured: {} }),
    );
    const book = createEndpointBook(openSettingsFile(folder), createMemoryKeychain(), {});
    expect(await book.list()).toEqual([{ ...mine, price, hasKey: false }]);
  });
});

describe('profiles and prices', () => {
  it('[CAP11] [CAP19] are changed, added and restored, and kept in the settings', async () => {
    const settings = openSettingsFile(folder);
    const facts = createModelFactsBook(settings);
    const [shipped] = await facts.profiles();
    const [price] = await facts.prices();
    if (shipped === undefined || price === undefined) throw new Error('Nothing is shipped.');
    await facts.saveProfile({ ...shipped.profile, reasoningTokens: 1 });
    await facts.saveProfile({ ...shipped.profile, family: 'Ours', models: ['ours*'] });
    await facts.savePrice({ ...price.row, inputPerMillion: 99 });
    await facts.savePrice({ ...price.row, host: 'ours', inputPerMillion: 98 });
    const again = createModelFactsBook(openSettingsFile(folder));
    const states = async () => [
      (await again.profiles())
        .filter(({ state }) => state !== 'shipped')
        .map(({ profile, state }) => [profile.family, state]),
      (await again.prices())
        .filter(({ state }) => state !== 'shipped')
        .map(({ row, state }) => [row.inputPerMillion, state]),
    ];
    expect(await states()).toEqual([
      [
        ['Ours', 'own'],
        [shipped.profile.family, 'changed'],
      ],
      [
        [98, 'own'],
        [99, 'changed'],
      ],
    ]);
    for (const family of ['Ours', shipped.profile.family]) await again.restoreProfile(family);
    for (const host of ['ours', price.row.host]) await again.restorePrice(`${host}/${price.row.models[0]}`);
    expect(await states()).toEqual([[], []]);
    expect((await again.profiles())[0]).toEqual(shipped);
  });

  it('[CAP19] an endpoint shows what the table has for it, until a price is entered', async () => {
    const book = createEndpointBook(openSettingsFile(folder), createMemoryKeychain(), {});
    const openai = { name: 'openai', url: 'https://api.openai.com/v1', model: 'gpt-4o' };
    expect(await book.save(openai)).toMatchObject([{ listedPrice: { inputPerMillion: 2.5 } }]);
    const [entered] = await book.save({ ...openai, price: { inputPerMillion: 1, outputPerMillion: 1 } });
    expect(entered).not.toHaveProperty('listedPrice');
  });
});
