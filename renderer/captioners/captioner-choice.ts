import type { CaptionerRef } from '../../core/captioner.ts';
import type { EndpointInfo, FoundServer, LocalModel } from '../../core/contract/captioner.ts';
import { engine } from '../rpc/client.ts';
import { api, queryClient } from '../rpc/queries.ts';

/** What is chosen in the dialog; a found server becomes an endpoint when the choice is confirmed. */
export type CaptionerChoice =
  | { readonly kind: 'ref'; readonly ref: CaptionerRef }
  | { readonly kind: 'server'; readonly server: FoundServer; readonly model: string };

export function isEndpointChosen(choice: CaptionerChoice | undefined, name: string): boolean {
  return choice?.kind === 'ref' && choice.ref.kind === 'endpoint' && choice.ref.endpoint === name;
}

export function isModelChosen(choice: CaptionerChoice | undefined, id: string): boolean {
  return choice?.kind === 'ref' && choice.ref.kind === 'local' && choice.ref.model === id;
}

export function isServerChosen(choice: CaptionerChoice | undefined, url: string): boolean {
  return choice?.kind === 'server' && choice.server.url === url;
}

/** Whether the model's files are here, so that it may be chosen. */
export function isReady(model: LocalModel): boolean {
  return model.state === 'ready' || model.state === 'bundled';
}

/** The reference that a node takes; saves a found server as a free endpoint of the settings first. */
export async function confirmChoice(choice: CaptionerChoice): Promise<CaptionerRef> {
  if (choice.kind === 'ref') return choice.ref;
  const { server, model } = choice;
  const known = await engine().captioner.endpoints();
  const same = known.find((endpoint) => endpoint.url === server.url);
  const name = same?.name ?? freeName(server.kind.replaceAll('.', '-'), known);
  await engine().captioner.saveEndpoint({
    name,
    url: server.url,
    model,
    price: same?.price ?? { inputPerMillion: 0, outputPerMillion: 0 },
  });
  await queryClient.invalidateQueries({ queryKey: api.captioner.endpoints.key() });
  return { kind: 'endpoint', endpoint: name, model };
}

/** `ollama`, then `ollama-2`, … */
export function freeName(stem: string, endpoints: readonly Pick<EndpointInfo, 'name'>[]): string {
  const taken = new Set(endpoints.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A name for an address that fits what the settings allow: `https://api.openai.com/v1` → `openai`. */
export function nameForAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null) return '';
  const parts = url.hostname.split('.').filter((part) => !/^(api|www|generativelanguage)$/.test(part));
  const host = /^[\d.]+$|^\[/.test(url.hostname) || parts.length < 2 ? url.hostname : parts.at(-2);
  return (host ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a key would travel unencrypted to another machine. */
export function isExposed(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'http:' && !LOOPBACK.test(url.hostname);
}

export function isAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}

/** Names of endpoints, as the engine takes them. */
export function isEndpointName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/.test(name);
}
