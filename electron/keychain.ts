import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { safeStorage } from 'electron';
import type { KeychainState } from '../core/desktop-bridge.ts';

/** What the keychain needs from the system; `safeStorage` in the app. */
export interface Cipher {
  /** False too where the system would only scramble with a key that everybody has. */
  available(): Promise<boolean>;
  encrypt(text: string): Promise<Buffer>;
  decrypt(bytes: Buffer): Promise<string>;
  readonly title: string;
}

/** Secrets by name, encrypted with a key that the system's keychain holds, in a file of the user's data folder. */
export interface EncryptedKeychain {
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string | null): Promise<void>;
  state(): Promise<KeychainState>;
}

/** Without a system keychain, secrets stay in memory: a file that anybody could read would only look safe. */
export function createKeychain(file: string, cipher: Cipher = systemCipher()): EncryptedKeychain {
  const memory = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();

  async function read(): Promise<Record<string, string>> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return {};
    return Object.fromEntries(
      Object.entries(content).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  }

  async function change(name: string, secret: string | null): Promise<void> {
    const all = await read();
    if (secret === null) delete all[name];
    else all[name] = (await cipher.encrypt(secret)).toString('base64');
    await mkdir(path.dirname(file), { recursive: true });
    // Whole or not at all: a crash in the middle must not cost the other keys.
    await writeFile(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  return {
    async get(name) {
      const kept = memory.get(name);
      if (kept !== undefined || !(await cipher.available())) return kept;
      const encrypted = (await read())[name];
      if (encrypted === undefined) return undefined;
      // Encrypted for another user or machine: as good as absent, the person enters it again.
      return cipher.decrypt(Buffer.from(encrypted, 'base64')).catch(() => undefined);
    },
    async set(name, secret) {
      memory.delete(name);
      if (!(await cipher.available())) {
        if (secret !== null) memory.set(name, secret);
        return;
      }
      const previous = writing;
      const mine = previous.catch(() => undefined).then(() => change(name, secret));
      writing = mine;
      await mine;
    },
    async state() {
      return (await cipher.available())
        ? { place: 'keychain', title: cipher.title }
        : { place: 'memory', title: 'No system keychain' };
    },
  };
}

const TITLES: Readonly<Record<string, string>> = {
  darwin: 'macOS Keychain',
  win32: 'Windows data protection',
  linux: 'System keyring',
};

function systemCipher(): Cipher {
  return {
    title: TITLES[process.platform] ?? 'System keychain',
    async available() {
      // On Linux without a keyring Electron falls back to a key that is the same everywhere.
      if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
        return false;
      return safeStorage.isAsyncEncryptionAvailable();
    },
    encrypt: (text) => safeStorage.encryptStringAsync(text),
    decrypt: async (bytes) => (await safeStorage.decryptStringAsync(bytes)).result,
  };
}
