import { setTimeout as sleep } from 'node:timers/promises';
import type { EndpointStatistics } from '../../core/contract/endpoint.ts';
import type { EndpointPools } from '../captioners/endpoint/endpoint-pools.ts';
import type { EngineSession } from '../session/engine-session.ts';
import type { ModelFactsBook } from '../settings/model-facts-book.ts';
import { api } from './implementer.ts';

/** Shortest time between two reports, milliseconds. */
const REPORT_MS = 500;

/** What can be asked about endpoints at work. */
export interface EndpointAdmin {
  readonly pools: EndpointPools;
  readonly facts: ModelFactsBook;
}

export function endpointHandlers(admin: EndpointAdmin, engine: EngineSession) {
  return api.endpoint.router({
    watch: api.endpoint.watch.handler(({ signal }) => watchPools(admin.pools, signal)),
    statistics: api.endpoint.statistics.handler(() => admin.pools.statistics()),
    profiles: api.endpoint.profiles.handler(() => admin.facts.profiles()),
    saveProfile: api.endpoint.saveProfile.handler(({ input }) => admin.facts.saveProfile(input)),
    restoreProfile: api.endpoint.restoreProfile.handler(({ input }) =>
      admin.facts.restoreProfile(input.family),
    ),
    prices: api.endpoint.prices.handler(() => admin.facts.prices()),
    savePrice: api.endpoint.savePrice.handler(({ input }) => admin.facts.savePrice(input)),
    restorePrice: api.endpoint.restorePrice.handler(({ input }) => admin.facts.restorePrice(input.id)),
    costs: api.endpoint.costs.handler(({ input }) =>
      engine.requireProject().store.captionCosts.of(input.run),
    ),
  });
}

/** The present state, then the latest one whenever something has changed; goes on for as long as a pace is told, which ends by itself. */
async function* watchPools(
  pools: EndpointPools,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly EndpointStatistics[], void, void> {
  const until = signal ?? new AbortController().signal;
  while (!until.aborted) {
    const statistics = pools.statistics();
    yield statistics;
    if (!statistics.some(({ perSecond }) => perSecond > 0)) await pools.nextChange(until);
    // Aborted while it waits: the loop sees it.
    await sleep(REPORT_MS, undefined, { signal: until }).catch(() => undefined);
  }
}
