import type { PriceEntry, ProfileEntry } from '../../core/contract/endpoint.ts';
import { type ModelProfile, type PriceRow, priceRowId } from '../../core/endpoint.ts';
import { profilesWith } from '../captioners/endpoint/model-profiles.ts';
import { PRICE_TABLE } from '../captioners/endpoint/price-table.ts';
import { pricesWith } from '../captioners/endpoint/prices.ts';
import type { SettingsFile } from './settings-file.ts';

/** What is known of hosted models: the app's tables with the user's changes, which are kept in the settings. */
export interface ModelFactsBook {
  profiles(): Promise<readonly ProfileEntry[]>;
  saveProfile(profile: ModelProfile): Promise<readonly ProfileEntry[]>;
  /** Gives the app's own again; removes one that the app does not know. */
  restoreProfile(family: string): Promise<readonly ProfileEntry[]>;
  prices(): Promise<readonly PriceEntry[]>;
  savePrice(row: PriceRow): Promise<readonly PriceEntry[]>;
  restorePrice(id: string): Promise<readonly PriceEntry[]>;
}

export function createModelFactsBook(settings: Pick<SettingsFile, 'read' | 'update'>): ModelFactsBook {
  const shippedFamilies = new Set(profilesWith().map(({ family }) => family));
  const shippedPrices = new Set(PRICE_TABLE.map(priceRowId));

  async function profiles(): Promise<readonly ProfileEntry[]> {
    const { profiles: changed = [] } = await settings.read();
    const families = new Set(changed.map(({ family }) => family));
    return profilesWith(changed).map((profile) => ({
      profile,
      state: stateOf(profile.family, families, shippedFamilies),
    }));
  }

  async function prices(): Promise<readonly PriceEntry[]> {
    const { prices: changed = [] } = await settings.read();
    const ids = new Set(changed.map(priceRowId));
    return pricesWith(changed).map((row) => ({ row, state: stateOf(priceRowId(row), ids, shippedPrices) }));
  }

  return {
    profiles,
    saveProfile: async (profile) => {
      await settings.update((current) => ({
        ...current,
        profiles: [...(current.profiles ?? []).filter(({ family }) => family !== profile.family), profile],
      }));
      return profiles();
    },
    restoreProfile: async (family) => {
      await settings.update((current) => ({
        ...current,
        profiles: (current.profiles ?? []).filter((one) => one.family !== family),
      }));
      return profiles();
    },
    prices,
    savePrice: async (row) => {
      await settings.update((current) => ({
        ...current,
        prices: [...(current.prices ?? []).filter((one) => priceRowId(one) !== priceRowId(row)), row],
      }));
      return prices();
    },
    restorePrice: async (id) => {
      await settings.update((current) => ({
        ...current,
        prices: (current.prices ?? []).filter((one) => priceRowId(one) !== id),
      }));
      return prices();
    },
  };
}

function stateOf(
  id: string,
  changed: ReadonlySet<string>,
  shipped: ReadonlySet<string>,
): 'shipped' | 'changed' | 'own' {
  if (!changed.has(id)) return 'shipped';
  return shipped.has(id) ? 'changed' : 'own';
}
