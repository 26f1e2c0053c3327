import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { UserError } from '../../core/errors.ts';
import type { Keychain } from '../engine-host.ts';
import { endpointKeyName } from './file-keychain.ts';
import { ENDPOINT_NAME, type SettingsFile, type StoredEndpoint } from './settings-file.ts';

export interface EndpointBook {
  list(): Promise<readonly EndpointInfo[]>;
  find(name: string): Promise<StoredEndpoint | undefined>;
  /** The key for this endpoint at this address; a key that was entered for another host is not given. */
  keyFor(endpoint: Pick<StoredEndpoint, 'name' | 'url'>): Promise<string | undefined>;
  save(endpoint: StoredEndpoint): Promise<readonly EndpointInfo[]>;
  /** Removes the endpoint and its key. */
  remove(name: string): Promise<readonly EndpointInfo[]>;
  /** Throws NOT_FOUND for an unknown name. */
  setKey(name: string, key: string | null): Promise<void>;
}

/**
 * The user's named endpoints: those of the settings, and those of the environment (`EKPHRASIS_ENDPOINT_<NAME>=url|model`, and
 * `url|model|in|out` with prices in US dollars per million tokens), which outrank stored ones of the same name.
 */
export function createEndpointBook(
  settings: SettingsFile,
  keychain: Keychain,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): EndpointBook {
  async function all(): Promise<readonly StoredEndpoint[]> {
    const given = endpointsOfEnvironment(environment);
    const names = new Set(given.map((one) => one.name));
    const stored = (await settings.read()).endpoints.filter((one) => !names.has(one.name));
    return [...stored, ...given].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function keyFor({ name, url }: Pick<StoredEndpoint, 'name' | 'url'>): Promise<string | undefined> {
    const key = await keychain.get(endpointKeyName(name, url));
    return key === '' ? undefined : key;
  }

  async function list(): Promise<readonly EndpointInfo[]> {
    return Promise.all(
      (await all()).map(async (one) => ({ ...one, hasKey: (await keyFor(one)) !== undefined })),
    );
  }

  async function find(name: string): Promise<StoredEndpoint | undefined> {
    return (await all()).find((one) => one.name === name);
  }

  return {
    list,
    find,
    keyFor,
    save: async (endpoint) => {
      await settings.update((current) => ({
        ...current,
        endpoints: [...current.endpoints.filter((one) => one.name !== endpoint.name), endpoint],
      }));
      return list();
    },
    remove: async (name) => {
      const endpoint = await find(name);
      if (endpoint !== undefined) await keychain.set(endpointKeyName(name, endpoint.url), null);
      await settings.update((current) => ({
        ...current,
        endpoints: current.endpoints.filter((one) => one.name !== name),
      }));
      return list();
    },
    setKey: async (name, key) => {
      const endpoint = await find(name);
      if (endpoint === undefined) {
        throw new UserError('NOT_FOUND', `There is no endpoint named “${name}”.`, {
          remedy: 'Save the endpoint first, then enter its key.',
        });
      }
      await keychain.set(endpointKeyName(name, endpoint.url), key === '' ? null : key);
    },
  };
}

const PREFIX = 'EKPHRASIS_ENDPOINT_';

/** Endpoints given by the environment; entries that make no sense are left out, as a variable is nothing to fail about. */
export function endpointsOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): readonly StoredEndpoint[] {
  return Object.entries(environment).flatMap(([variable, value]) => {
    if (!variable.startsWith(PREFIX) || value === undefined) return [];
    const name = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
    const [url = '', model = '', input, output] = value.split('|').map((part) => part.trim());
    if (!ENDPOINT_NAME.test(name) || !/^https?:\/\//.test(url) || !URL.canParse(url)) return [];
    const price = priceOf(input, output);
    return [{ name, url, model, ...(price !== undefined && { price }) }];
  });
}

function priceOf(input: string | undefined, output: string | undefined) {
  if (input === undefined || input === '') return undefined;
  const inputPerMillion = Number(input);
  const outputPerMillion = output === undefined || output === '' ? inputPerMillion : Number(output);
  if (!(inputPerMillion >= 0 && outputPerMillion >= 0)) return undefined;
  return { inputPerMillion, outputPerMillion };
}
