import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { engine } from '../rpc/client.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { freeName, isAddress, isEndpointName, nameForAddress } from './captioner-choice.ts';

/** A further address in the form. */
export interface MemberDraft {
  readonly url: string;
  /** '' is the endpoint's own. */
  readonly model: string;
  readonly weight: number;
  /** '' keeps the one that is stored. */
  readonly key: string;
  readonly hasKey: boolean;
}

/** What stands in the form of an endpoint; numbers are kept as typed while they are none. */
export interface EndpointDraft {
  readonly url: string;
  readonly key: string;
  readonly model: string;
  /** '' takes the name that follows from the address. */
  readonly name: string;
  readonly inputPrice: number | string | undefined;
  readonly outputPrice: number | string | undefined;
  /** Undefined where no limit is known. */
  readonly enqueuedTokens: number | string | undefined;
  /** Of the first address among all. */
  readonly weight: number;
  readonly members: readonly MemberDraft[];
}

/** Providers whose address need not be looked up. */
export const PROVIDERS = [
  { title: ENDPOINT_TEXTS.providers.openai, url: 'https://api.openai.com/v1' },
  { title: ENDPOINT_TEXTS.providers.openrouter, url: 'https://openrouter.ai/api/v1' },
  { title: ENDPOINT_TEXTS.providers.gemini, url: 'https://generativelanguage.googleapis.com/v1beta/openai' },
  { title: ENDPOINT_TEXTS.providers.mistral, url: 'https://api.mistral.ai/v1' },
  { title: ENDPOINT_TEXTS.providers.together, url: 'https://api.together.xyz/v1' },
] as const;

export function draftOf(endpoint: EndpointInfo | undefined): EndpointDraft {
  return {
    url: endpoint?.url ?? '',
    key: '',
    model: endpoint?.model ?? '',
    name: endpoint?.name ?? '',
    inputPrice: endpoint?.price?.inputPerMillion,
    outputPrice: endpoint?.price?.outputPerMillion,
    enqueuedTokens: endpoint?.enqueuedTokens,
    weight: endpoint?.weight ?? 1,
    members: (endpoint?.members ?? []).map(({ url, model = '', weight = 1, hasKey }) => ({
      url,
      model,
      weight,
      key: '',
      hasKey,
    })),
  };
}

/** The name that the endpoint will have: as typed, or made from the address and free. */
export function nameOf(draft: EndpointDraft, others: readonly Pick<EndpointInfo, 'name'>[]): string {
  if (draft.name !== '') return draft.name;
  const stem = nameForAddress(draft.url);
  return stem === '' ? '' : freeName(stem, others);
}

export interface DraftFaults {
  readonly url?: string;
  readonly model?: string;
  readonly name?: string;
  readonly members?: string;
}

/** What is wrong with a further address. */
export function memberFault({ url, members }: EndpointDraft, index: number): string | undefined {
  const own = addressOf(members[index]?.url ?? '');
  if (!isAddress(own)) return ENDPOINT_TEXTS.members.wrong;
  const others = [url, ...members.filter((_, at) => at !== index).map((one) => one.url)];
  return others.some((other) => addressOf(other) === own) ? ENDPOINT_TEXTS.members.twice : undefined;
}

/** Whether an address is at the first one's host, whose key it then shares. */
export function sharesHost({ url }: EndpointDraft, member: MemberDraft): boolean {
  const [first, other] = [URL.parse(url), URL.parse(member.url)];
  return first !== null && other !== null && first.host === other.host;
}

function addressOf(typed: string): string {
  return typed.trim().replace(/\/+$/, '');
}

/** What stands against saving, by field. */
export function faultsOf(draft: EndpointDraft, name: string): DraftFaults {
  const TEXTS = CAPTIONER_TEXTS.form;
  const wrong = draft.members.map((_, index) => memberFault(draft, index)).find((one) => one !== undefined);
  return {
    ...(wrong !== undefined && { members: wrong }),
    ...(!isAddress(draft.url) && { url: TEXTS.addressWrong }),
    ...(draft.model.trim() === '' && { model: TEXTS.modelMissing }),
    ...(!isEndpointName(name) && { name: TEXTS.nameWrong }),
  };
}

/** The price, where both numbers are there; one alone stands for none, because a guess could cross a cap. */
export function priceOf({ inputPrice, outputPrice }: EndpointDraft): EndpointInfo['price'] {
  if (typeof inputPrice !== 'number' || typeof outputPrice !== 'number') return undefined;
  if (inputPrice < 0 || outputPrice < 0) return undefined;
  return { inputPerMillion: inputPrice, outputPerMillion: outputPrice };
}

/** The limit of enqueued tokens, where a whole number stands there. */
function tokensOf({ enqueuedTokens }: EndpointDraft): number | undefined {
  const whole = typeof enqueuedTokens === 'number' && Number.isInteger(enqueuedTokens) && enqueuedTokens > 0;
  return whole ? enqueuedTokens : undefined;
}

/** Saves the endpoint, then its key; the key goes to the keychain only. */
export async function saveDraft(
  draft: EndpointDraft,
  name: string,
  endpoint: EndpointInfo | undefined,
): Promise<EndpointInfo> {
  const price = priceOf(draft);
  const url = addressOf(draft.url);
  const model = draft.model.trim();
  const key = draft.key.trim();
  const members = draft.members.map((one) => ({
    url: addressOf(one.url),
    weight: one.weight,
    ...(one.model.trim() !== '' && { model: one.model.trim() }),
  }));
  await engine().captioner.saveEndpoint({
    name,
    url,
    model,
    ...(price && { price: { ...endpoint?.price, ...price } }),
    ...(members.length > 0 && { members, weight: draft.weight }),
    enqueuedTokens: tokensOf(draft) ?? null,
  });
  if (key !== '') await engine().captioner.setKey({ name, key });
  for (const member of draft.members)
    if (member.key.trim() !== '' && !sharesHost(draft, member))
      await engine().captioner.setKey({ name, key: member.key.trim(), url: addressOf(member.url) });
  const all = await engine().captioner.endpoints();
  queryClient.setQueryData(api.captioner.endpoints.queryKey(), all);
  return all.find((endpoint) => endpoint.name === name) ?? { name, url, model, hasKey: key !== '' };
}
