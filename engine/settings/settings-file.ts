import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ModelProfile, PriceRow } from '../../core/endpoint.ts';
import type { Json } from '../../core/json.ts';
import { writePrivateFile } from '../files/replace-file.ts';

const amount = z.number().min(0);
const price = z.object({
  inputPerMillion: amount,
  outputPerMillion: amount,
  cachedInputPerMillion: amount.optional(),
  batchInputPerMillion: amount.optional(),
  batchOutputPerMillion: amount.optional(),
});
/** Names of endpoints; the same rule as the RPC contract's. */
export const ENDPOINT_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

const address = z.url({ protocol: /^https?$/ }).max(500);
/** Share of the work among addresses with room; 0 sends nothing new there. */
const weight = z.number().min(0).max(100);

const endpoint = z.object({
  name: z.string().regex(ENDPOINT_NAME),
  url: address,
  model: z.string().max(200),
  price: price.optional(),
  weight: weight.optional(),
  /** Input tokens that may wait in the provider's batches at once, by model; absent: it says so when it is too many. */
  enqueuedTokens: z.int().min(1).max(1e12).optional(),
  /** Further addresses of the same model; together with the first they are a pool. */
  members: z
    .array(z.object({ url: address, model: z.string().max(200).optional(), weight: weight.optional() }))
    .max(64)
    .optional(),
});

/** An endpoint as the settings keep it. The keys are elsewhere, in the keychain. */
export type StoredEndpoint = z.output<typeof endpoint>;

const patterns = z.array(z.string().min(1).max(100)).min(1).max(20);
const count = z.number().min(0).max(1e6);
const imageRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tiles'), base: count, each: count }),
  z.object({
    kind: z.literal('patches'),
    side: z.number().min(1).max(4096),
    most: count,
    factor: z.number().min(0).max(100),
  }),
  z.object({ kind: z.literal('area'), pixelsPerToken: z.number().min(1).max(1e6), most: count }),
  z.object({ kind: z.literal('crops'), each: count }),
  z.object({ kind: z.literal('fixed'), tokens: count }),
]);

/** A profile as the user changed it; the same shape as those that come with the app. */
export const profileShape = z.object({
  family: z.string().min(1).max(80),
  models: patterns,
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
  temperature: z.boolean(),
  topP: z.boolean(),
  seed: z.boolean(),
  reasoningTokens: count,
  image: imageRule,
  source: z.string().max(300),
});

/** A row of the price table as the user changed it. */
export const priceRowShape = price.extend({
  host: z.string().min(1).max(260),
  models: patterns,
  asOf: z.iso.date(),
});

/** Each field has its own reader, so that damage in one loses that one only. */
const FIELDS = {
  theme: z.enum(['light', 'dark', 'system']).optional(),
  panels: z.json().optional(),
  projectsFolder: z.string().max(4096).optional(),
  hubUrl: z.url({ protocol: /^https?$/ }).optional(),
  endpoints: z.array(endpoint),
  profiles: z.array(profileShape).max(500).optional(),
  prices: z.array(priceRowShape).max(2000).optional(),
  /** Images a second by `model@precision`, measured on this machine. */
  measured: z.record(z.string(), z.number().positive()),
} as const;

/** What the user has chosen for all projects. Keys are elsewhere, in the keychain. */
export interface Settings {
  readonly theme?: 'light' | 'dark' | 'system';
  readonly panels?: Json;
  readonly projectsFolder?: string;
  readonly hubUrl?: string;
  readonly endpoints: readonly StoredEndpoint[];
  /** Profiles that differ from those of the app, by family. */
  readonly profiles?: readonly ModelProfile[];
  /** Prices that differ from those of the app. */
  readonly prices?: readonly PriceRow[];
  readonly measured: Readonly<Record<string, number>>;
}

/** The user's settings, in one JSON file of the data folder, shared with other processes of the app. */
export interface SettingsFile {
  read(): Promise<Settings>;
  /** One change after the other; the file is read anew for each, so that another process's changes stay. */
  update(change: (settings: Settings) => Settings): Promise<Settings>;
  /** One plain setting by name; undefined or null removes it. Throws a ZodError for a value that does not fit. */
  set(name: 'theme' | 'panels' | 'projectsFolder' | 'hubUrl', value: Json | undefined): Promise<void>;
}

const EMPTY: Settings = { endpoints: [], measured: {} };

export function openSettingsFile(dataFolder: string): SettingsFile {
  const file = path.join(dataFolder, 'settings.json');
  let last: Promise<unknown> = Promise.resolve();

  async function update(change: (settings: Settings) => Settings): Promise<Settings> {
    const { settings, damaged } = await readSettings(file);
    // What cannot be understood is kept beside the file before it is written over.
    if (damaged !== undefined) await writePrivateFile(`${file}.damaged`, damaged);
    const next = change(settings);
    await writePrivateFile(file, `${JSON.stringify(next, null, 2)}\n`);
    return next;
  }

  const settingsFile: SettingsFile = {
    read: async () => (await readSettings(file)).settings,
    update: (change) => {
      const mine = last.then(() => update(change));
      last = mine.catch(() => undefined);
      return mine;
    },
    set: async (name, value) => {
      const checked = value === undefined || value === null ? undefined : FIELDS[name].parse(value);
      await settingsFile.update((settings) => ({ ...settings, [name]: checked }));
    },
  };
  return settingsFile;
}

async function readSettings(
  file: string,
): Promise<{ readonly settings: Settings; readonly damaged?: string }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { settings: EMPTY };
    throw error;
  }
  return parseSettings(text);
}

/** Takes what can be understood; `damaged` is the text where something could not. */
export function parseSettings(text: string): { readonly settings: Settings; readonly damaged?: string } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { settings: EMPTY, damaged: text };
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { settings: EMPTY, damaged: text };
  }
  let damaged = false;
  const settings: Record<string, unknown> = { ...EMPTY };
  for (const [name, value] of Object.entries(content)) {
    // Fields of a newer version are carried along untouched.
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof typeof FIELDS] : undefined;
    const parsed = field === undefined ? { success: true as const, data: value } : field.safeParse(value);
    if (parsed.success && name !== '__proto__') settings[name] = parsed.data;
    else damaged = true;
  }
  return damaged
    ? { settings: settings as unknown as Settings, damaged: text }
    : { settings: settings as unknown as Settings };
}
