import type { EndpointBook } from '../../settings/endpoints.ts';
import type { SettingsFile, StoredEndpoint } from '../../settings/settings-file.ts';
import { type EndpointFacts, endpointFacts } from '../endpoint/endpoint-facts.ts';

/** An endpoint as it now is, for its batches. Of a pool the first address takes them: a batch is known only where it was sent. */
export interface BatchEndpoint {
  readonly endpoint: StoredEndpoint;
  readonly key: string | undefined;
  readonly facts: EndpointFacts;
}

/** Finds an endpoint by its name in the settings; undefined when it is gone. */
export type BatchAccess = (name: string) => Promise<BatchEndpoint | undefined>;

export function createBatchAccess(
  settings: Pick<SettingsFile, 'read'>,
  book: Pick<EndpointBook, 'find' | 'keyFor'>,
): BatchAccess {
  return async (name) => {
    const endpoint = await book.find(name);
    if (endpoint === undefined) return undefined;
    const [key, changed] = await Promise.all([book.keyFor(endpoint), settings.read()]);
    return { endpoint, key, facts: endpointFacts(endpoint.price, changed) };
  };
}
