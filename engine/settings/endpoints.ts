import type { EndpointInfo } from '../../core/contract/captioner.ts';
import type { PriceRow } from '../../core/endpoint.ts';
import { UserError } from '../../core/errors.ts';
import { listedPrice } from '../captioners/endpoint/prices.ts';
import type { Keychain } from '../engine-host.ts';
import { endpointKeyName, memberKeyName } from './file-keychain.ts';
import { ENDPOINT_NAME, type SettingsFile, type StoredEndpoint } from './settings-file.ts';

export interface EndpointBook {
  list(): Promise<readonly EndpointInfo[]>;
  find(name: string): Promise<StoredEndpoint | undefined>;
  /** The key for this endpoint at one of its addresses, by default the first; a key that was entered for another host is not given. */
  keyFor(endpoint: Pick<StoredEndpoint, 'name' | 'url'>, url?: string): Promise<string | undefined>;
  /** `enqueuedTokens` that are absent stay as they are stored; null takes them away. */
  save(
    endpoint: Omit<StoredEndpoint, 'enqueuedTokens'> & { readonly enqueuedTokens?: number | null },
  ): Promise<readonly EndpointInfo[]>;
  /** Removes the endpoint and its keys. */
  remove(name: string): Promise<readonly EndpointInfo[]>;
  /** Null or '' removes it. Throws NOT_FOUND for an unknown name. */
  setKey(name: string, key: string | null, url?: string): Promise<void>;
}

/** One address of an endpoint; `weight` 0 gets nothing new. */
export interface EndpointAddress {
  readonly url: string;
  readonly weight?: number;
  /** What the model is called there, where that differs. */
  readonly model?: string;
}

/** All addresses of an endpoint, each once, its own first. */
export function membersOf({ url, weight, members = [] }: StoredEndpoint): readonly EndpointAddress[] {
  const first: EndpointAddress = { url, ...(weight !== undefined && { weight }) };
  const all = new Map<string, EndpointAddress>([[url, first]]);
  for (const { model, weight: share, url: address } of members) {
    if (all.has(address)) continue;
    all.set(address, {
      url: address,
      ...(share !== undefined && { weight: share }),
      ...(model !== undefined && { model }),
    });
  }
  return [...all.values()];
}

/** Endpoints that the app serves itself: they outrank all others of their name, and their keys are in no keychain. */
export interface ServedEndpoints {
  endpoints(): Promise<readonly { readonly endpoint: StoredEndpoint; readonly key: string }[]>;
}

const NONE_SERVED: ServedEndpoints = { endpoints: async () => [] };

/** Addresses at the first one's host share its key; others have their own. */
function keyNameOf({ name, url: first }: Pick<StoredEndpoint, 'name' | 'url'>, url: string): string {
  return new URL(url).host === new URL(first).host ? endpointKeyName(name, url) : memberKeyName(name, url);
}

/**
 * The user's named endpoints: those of the settings, and those of the environment (`EKPHRASIS_ENDPOINT_<NAME>=url|model`, and
 * `url|model|in|out` with prices in US dollars per million tokens; several addresses stand side by side with spaces between), which
 * outrank stored ones of the same name.
 */
export function createEndpointBook(
  settings: SettingsFile,
  keychain: Keychain,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  served: ServedEndpoints = NONE_SERVED,
): EndpointBook {
  async function all(): Promise<readonly StoredEndpoint[]> {
    const own = (await served.endpoints()).map(({ endpoint }) => endpoint);
    const { endpoints: stored } = await settings.read();
    // Whoever comes later outranks those of the same name before.
    const byName = new Map(
      [...stored, ...endpointsOfEnvironment(environment), ...own].map((one) => [one.name, one]),
    );
    return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function servedAs(name: string) {
    return (await served.endpoints()).find(({ endpoint }) => endpoint.name === name);
  }

  async function keyFor(endpoint: Pick<StoredEndpoint, 'name' | 'url'>, url = endpoint.url) {
    const own = await servedAs(endpoint.name);
    if (own) return own.endpoint.url === url ? own.key : undefined;
    const key = await keychain.get(keyNameOf(endpoint, url));
    return key === '' ? undefined : key;
  }

  async function refuseServed(name: string): Promise<void> {
    if ((await servedAs(name)) === undefined) return;
    throw new UserError('USAGE', `“${name}” is a model that the app serves itself.`, {
      remedy: 'Stop or remove it among the served models.',
    });
  }

  async function infoOf(
    endpoint: StoredEndpoint,
    prices: readonly PriceRow[] | undefined,
  ): Promise<EndpointInfo> {
    const { members, ...own } = endpoint;
    const hasKey = (await keyFor(endpoint)) !== undefined;
    const isServed = (await servedAs(endpoint.name)) !== undefined;
    const listed =
      endpoint.price === undefined ? listedPrice(endpoint.url, endpoint.model, prices) : undefined;
    const others = await Promise.all(
      (members ?? []).map(async (one) => ({
        ...one,
        hasKey: (await keyFor(endpoint, one.url)) !== undefined,
      })),
    );
    return {
      ...own,
      hasKey,
      ...(isServed && { isServed: true as const }),
      ...(listed && { listedPrice: listed }),
      ...(listed && prices?.includes(listed) && { listedPriceIsOwn: true as const }),
      ...(others.length > 0 && { members: others }),
    };
  }

  async function list(): Promise<readonly EndpointInfo[]> {
    const { prices } = await settings.read();
    return Promise.all((await all()).map((one) => infoOf(one, prices)));
  }

  async function find(name: string): Promise<StoredEndpoint | undefined> {
    return (await all()).find((one) => one.name === name);
  }

  return {
    list,
    find,
    keyFor,
    save: async ({ enqueuedTokens: entered, ...endpoint }) => {
      await refuseServed(endpoint.name);
      await settings.update((current) => {
        const former = current.endpoints.find((one) => one.name === endpoint.name);
        const others = current.endpoints.filter((one) => one !== former);
        const enqueuedTokens = entered === undefined ? former?.enqueuedTokens : (entered ?? undefined);
        const saved = { ...endpoint, ...(enqueuedTokens !== undefined && { enqueuedTokens }) };
        return { ...current, endpoints: [...others, saved] };
      });
      return list();
    },
    remove: async (name) => {
      await refuseServed(name);
      const endpoint = await find(name);
      const names = new Set(endpoint && membersOf(endpoint).map(({ url }) => keyNameOf(endpoint, url)));
      for (const key of names) await keychain.set(key, null);
      await settings.update((current) => ({
        ...current,
        endpoints: current.endpoints.filter((one) => one.name !== name),
      }));
      return list();
    },
    setKey: async (name, key, url) => {
      const endpoint = await find(name);
      if (endpoint === undefined) {
        throw new UserError('NOT_FOUND', `There is no endpoint named “${name}”.`, {
          remedy: 'Save the endpoint first, then enter its key.',
        });
      }
      await keychain.set(keyNameOf(endpoint, url ?? endpoint.url), key === '' ? null : key);
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
    const [addresses = '', model = '', input, output] = value.split('|').map((part) => part.trim());
    const [url, ...others] = addresses.split(/\s+/).filter(isAddress);
    if (!ENDPOINT_NAME.test(name) || url === undefined) return [];
    const price = priceOf(input, output);
    const members = others.map((other) => ({ url: other }));
    return [
      { name, url, model, ...(price !== undefined && { price }), ...(members.length > 0 && { members }) },
    ];
  });
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function priceOf(input: string | undefined, output: string | undefined) {
  if (input === undefined || input === '') return undefined;
  const inputPerMillion = Number(input);
  const outputPerMillion = output === undefined || output === '' ? inputPerMillion : Number(output);
  if (!(inputPerMillion >= 0 && outputPerMillion >= 0)) return undefined;
  return { inputPerMillion, outputPerMillion };
}
