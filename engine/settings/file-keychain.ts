import { chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Keychain } from '../engine-host.ts';
import { writePrivateFile } from '../files/replace-file.ts';

/** Name of an endpoint's key: bound to the host that it was entered for, so that a changed address does not carry it off. */
export function endpointKeyName(endpoint: string, url: string): string {
  return `endpoint:${endpoint}@${new URL(url).host}`;
}

/**
 * Name of the key for a further address of an endpoint, at another host than the first. It is told apart from the endpoint's own, so that
 * a key of the environment that names no host goes to the first address alone.
 */
export function memberKeyName(endpoint: string, url: string): string {
  return `endpoint:${endpoint}:member@${new URL(url).host}`;
}

/** Name of the token for a model hub, bound to the hub's host likewise. */
export function hubTokenName(hubUrl: string): string {
  return `hub:token@${new URL(hubUrl).host}`;
}

const ENDPOINT_KEY = /^endpoint:([a-z0-9][a-z0-9-]*)(:member)?@(.+)$/;

/**
 * Secret of the environment for a keychain name: `EKPHRASIS_KEY_<NAME>` for an endpoint, `EKPHRASIS_KEY_<NAME>_<HOST>` for a further
 * address of it at another host, `OPENAI_API_KEY` for api.openai.com only, `HF_TOKEN` for huggingface.co only. The user's environment outranks what was stored.
 */
export function secretOfEnvironment(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (name === 'hub:token@huggingface.co') return environment.HF_TOKEN || undefined;
  const [, endpoint, member, host] = ENDPOINT_KEY.exec(name) ?? [];
  if (endpoint === undefined || host === undefined) return undefined;
  const place = member === undefined ? endpoint : `${endpoint}-${host}`;
  const own = environment[`EKPHRASIS_KEY_${environmentName(place)}`];
  if (own) return own;
  return host === 'api.openai.com' ? environment.OPENAI_API_KEY || undefined : undefined;
}

/** `my-server` → `MY_SERVER`, `mine-10.0.0.2:8000` → `MINE_10_0_0_2_8000`. */
function environmentName(place: string): string {
  return place.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/**
 * Keychain of the command line and the web server: the environment first, then a JSON file in the data folder that only the user
 * may read (mode 0600; on Windows the folder's own rights).
 */
export function createFileKeychain(
  dataFolder: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Keychain {
  const file = path.join(dataFolder, 'keys.json');
  let last: Promise<unknown> = Promise.resolve();

  async function readAll(): Promise<Readonly<Record<string, string>>> {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
    // Somebody may have loosened it, e.g. by copying the folder.
    await chmod(file, 0o600);
    try {
      const content: unknown = JSON.parse(text);
      if (typeof content !== 'object' || content === null) return {};
      return Object.fromEntries(Object.entries(content).filter(([, secret]) => typeof secret === 'string'));
    } catch {
      // A damaged file holds nothing that could be used; the keys have to be entered again.
      return {};
    }
  }

  async function write(name: string, secret: string | null): Promise<void> {
    const { [name]: _former, ...others } = await readAll();
    const secrets = secret === null ? others : { ...others, [name]: secret };
    await writePrivateFile(file, `${JSON.stringify(secrets)}\n`);
  }

  const stored: Keychain = {
    get: async (name) => (await readAll())[name],
    set: (name, secret) => {
      const mine = last.then(() => write(name, secret));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
  return environmentFirst(stored, environment);
}

/** A keychain whose stored secrets stand behind those of the environment. */
export function environmentFirst(
  keychain: Keychain,
  environment: Readonly<Record<string, string | undefined>>,
): Keychain {
  return {
    get: async (name) => secretOfEnvironment(name, environment) ?? (await keychain.get(name)),
    set: (name, secret) => keychain.set(name, secret),
  };
}

/** In-memory keychain for tests. */
export function createMemoryKeychain(secrets: Readonly<Record<string, string>> = {}): Keychain {
  const all = new Map(Object.entries(secrets));
  return {
    get: async (name) => all.get(name),
    set: async (name, secret) => {
      if (secret === null) all.delete(name);
      else all.set(name, secret);
    },
  };
}
