import type { EndpointStatistics } from '../../../core/contract/endpoint.ts';
import { UserError } from '../../../core/errors.ts';
import { type EndpointBook, membersOf } from '../../settings/endpoints.ts';
import type { SettingsFile, StoredEndpoint } from '../../settings/settings-file.ts';
import { createEndpointClient, createSendChat, type SendChat } from './endpoint-client.ts';
import { type EndpointFacts, endpointFacts } from './endpoint-facts.ts';
import { EndpointPool } from './endpoint-pool.ts';
import { listModels } from './list-models.ts';
import type { PoolMember } from './pool-member.ts';

/** Providers on the internet that answer nobody without a key. */
const KEY_NEEDED =
  /(^|\.)(openai\.com|anthropic\.com|googleapis\.com|mistral\.ai|openrouter\.ai|together\.(ai|xyz)|groq\.com|fireworks\.ai|deepinfra\.com|x\.ai|azure\.com)$/;

export function needsKey(url: string): boolean {
  return KEY_NEEDED.test(new URL(url).hostname);
}

const PROBE_MS = 5000;

/** An endpoint of the settings at work: shared by all captioners that ask it, so that they find out together what it bears. */
export interface EndpointAtWork {
  readonly pool: EndpointPool;
  readonly facts: () => EndpointFacts;
  readonly senderFor: (member: PoolMember, renew: boolean) => Promise<SendChat>;
}

/** All endpoints that were used since the engine started. */
export interface EndpointPools {
  /** The endpoint as the settings now have it; without addresses where there is none of that name. */
  open(name: string): Promise<EndpointAtWork>;
  statistics(): readonly EndpointStatistics[];
  /** Resolves with the next change of any statistics, or when the signal fires. */
  nextChange(signal: AbortSignal): Promise<void>;
}

export function createEndpointPools(
  settings: Pick<SettingsFile, 'read' | 'onChange'>,
  book: Pick<EndpointBook, 'find' | 'keyFor'>,
): EndpointPools {
  const all = new Map<string, { readonly atWork: EndpointAtWork; refresh(): Promise<void> }>();
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  settings.onChange(() => {
    // A settings file that cannot be read now is read again by the next run.
    for (const { refresh } of all.values()) void refresh().catch(() => undefined);
  });

  return {
    open: async (name) => {
      let found = all.get(name);
      if (found === undefined) {
        found = atWork(name, settings, book, changed);
        all.set(name, found);
      }
      await found.refresh();
      return found.atWork;
    },
    statistics: () => [...all.values()].map(({ atWork }) => atWork.pool.statistics()),
    nextChange: (signal) =>
      new Promise((resolve) => {
        const done = () => {
          watchers.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        if (signal.aborted) return done();
        watchers.add(done);
        signal.addEventListener('abort', done, { once: true });
      }),
  };
}

function atWork(
  name: string,
  settings: Pick<SettingsFile, 'read'>,
  book: Pick<EndpointBook, 'find' | 'keyFor'>,
  onChange: () => void,
) {
  const senders = new Map<string, Promise<SendChat>>();
  let stored: StoredEndpoint | undefined;
  let facts = endpointFacts(undefined);

  async function connect(url: string): Promise<SendChat> {
    const key = stored && (await book.keyFor(stored, url));
    if (key === undefined && needsKey(url)) throw keyMissing(name, url);
    return createSendChat(createEndpointClient(url, key));
  }

  function senderFor({ url }: PoolMember, renew: boolean): Promise<SendChat> {
    const known = senders.get(url);
    if (known !== undefined && !renew) return known;
    const sender = connect(url);
    senders.set(url, sender);
    sender.catch(() => {
      if (senders.get(url) === sender) senders.delete(url);
    });
    return sender;
  }

  /** Asks for the models: costs nothing, and says whether somebody is there who knows the key. */
  async function probe({ url }: PoolMember, signal: AbortSignal): Promise<boolean> {
    try {
      const key = stored && (await book.keyFor(stored, url));
      if (key === undefined && needsKey(url)) return false;
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
      const { status, models } = await listModels(url, key, patience);
      senders.delete(url);
      return models !== undefined && status < 300;
    } catch {
      // Whatever it was, it is not well; a stop is seen by the caller.
      return false;
    }
  }

  const pool = new EndpointPool({ name, members: [], probe, onChange });

  return {
    atWork: { pool, facts: () => facts, senderFor },
    refresh: async () => {
      const [found, { profiles, prices }] = await Promise.all([book.find(name), settings.read()]);
      if (found !== undefined) stored = found;
      facts = endpointFacts(found?.price, { ...(profiles && { profiles }), ...(prices && { prices }) });
      pool.setMembers(
        found === undefined
          ? []
          : membersOf(found).map(({ url, weight = 1, model }) => ({
              url,
              weight,
              model: model || undefined,
            })),
      );
    },
  };
}

/** What is said when a provider would refuse a request without a key. */
export function keyMissing(name: string, url: string): UserError {
  return new UserError('ENDPOINT_AUTH', `There is no key for “${name}” at ${new URL(url).host}.`, {
    remedy: 'Enter the key in the settings.',
    fix: 'enter-key',
  });
}
