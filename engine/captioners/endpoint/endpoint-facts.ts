import type { ModelProfile, PriceRow, TokenPrice } from '../../../core/endpoint.ts';
import { matchesModel } from '../../../core/endpoint.ts';
import type { Settings, StoredEndpoint } from '../../settings/settings-file.ts';
import { profilesWith } from './model-profiles.ts';
import { listedPrice } from './prices.ts';
import { GENERAL_PROFILE } from './profile-table.ts';

/** What is known of an endpoint's models: the same objects as long as nothing changes. */
export interface EndpointFacts {
  readonly profileOf: (model: string) => ModelProfile;
  /** The endpoint's own price, else the table's for this address; undefined where nobody knows. */
  readonly priceAt: (url: string, model: string) => TokenPrice | undefined;
}

export function endpointFacts(
  price: StoredEndpoint['price'],
  changed: Pick<Settings, 'profiles' | 'prices'> = {},
): EndpointFacts {
  const profiles = profilesWith(changed.profiles);
  const prices = new Map<string, PriceRow | undefined>();
  return {
    profileOf: (model) => profiles.find(({ models }) => matchesModel(models, model)) ?? GENERAL_PROFILE,
    priceAt: (url, model) => {
      if (price !== undefined) return price;
      const place = `${url} ${model}`;
      if (!prices.has(place)) prices.set(place, listedPrice(url, model, changed.prices));
      return prices.get(place);
    },
  };
}
