import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cipher, createKeychain } from './keychain.ts';

// The module is only asked for its type and for a cipher that these tests replace.
vi.mock('electron', () => ({ safeStorage: {} }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ekphrasis-keychain-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function reversing(available = true): Cipher {
  return {
    title: 'Test keyring',
    available: async () => available,
    encrypt: async (text) => Buffer.from([...text].reverse().join('')),
    decrypt: async (bytes) => [...bytes.toString()].reverse().join(''),
  };
}

describe('createKeychain', () => {
  it('keeps keys encrypted in a file that only the user can read', async () => {
    const file = path.join(folder, 'deep', 'keys.json');
    const keychain = createKeychain(file, reversing());
    await Promise.all([keychain.set('openai@api.openai.com', 'sk-secret'), keychain.set('b@host', 'other')]);
    expect(await readFile(file, 'utf8')).not.toContain('sk-secret');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = createKeychain(file, reversing());
    expect(await again.get('openai@api.openai.com')).toBe('sk-secret');
    expect(await again.get('b@host')).toBe('other');
    expect(await again.get('nothing')).toBeUndefined();
    expect(await again.state()).toEqual({ place: 'keychain', title: 'Test keyring' });
    await again.set('b@host', null);
    expect(await again.get('b@host')).toBeUndefined();
  });

  it('writes nothing where the system has no keychain, and says so', async () => {
    const file = path.join(folder, 'keys.json');
    const keychain = createKeychain(file, reversing(false));
    await keychain.set('a', 'sk-secret');
    expect(await keychain.get('a')).toBe('sk-secret');
    expect((await keychain.state()).place).toBe('memory');
    await expect(stat(file)).rejects.toThrow('ENOENT');
    expect(await createKeychain(file, reversing(false)).get('a')).toBeUndefined();
  });

  it('takes what another machine encrypted as absent', async () => {
    const file = path.join(folder, 'keys.json');
    await createKeychain(file, reversing()).set('a', 'sk-secret');
    const other = { ...reversing(), decrypt: () => Promise.reject(new Error('wrong key')) };
    expect(await createKeychain(file, other).get('a')).toBeUndefined();
  });
});
