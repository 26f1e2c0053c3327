import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ENDPOINT_SHAPES } from '../../core/contract/endpoint.ts';
import type { ModelProfile, PriceRow } from '../../core/endpoint.ts';
import type { Json } from '../../core/json.ts';
import { writePrivateFile } from '../files/replace-file.ts';

/** Names of endpoints; the same rule as the RPC contract's. */
export const ENDPOINT_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

const endpoint = z.object({
  name: z.string().regex(ENDPOINT_NAME),
  url: ENDPOINT_SHAPES.url,
  model: z.string().max(200),
  price: ENDPOINT_SHAPES.price.optional(),
  weight: ENDPOINT_SHAPES.weight.optional(),
  /** Input tokens that may wait in the provider's batches at once, by model; absent: it says so when it is too many. */
  enqueuedTokens: z.int().min(1).max(1e12).optional(),
  /** Further addresses of the same model; together with the first they are a pool. */
  members: ENDPOINT_SHAPES.members.optional(),
});

/** An endpoint as the settings keep it. The keys are elsewhere, in the keychain. */
export type StoredEndpoint = z.output<typeof endpoint>;

/** At most this many commands have keys of the user's own. */
const MOST_CUSTOM_KEYS = 500;
const CUSTOM_KEYS = z
  .record(z.string().max(80), z.array(z.string().max(40)).max(8))
  .refine((keys) => Object.keys(keys).length <= MOST_CUSTOM_KEYS);

/** Each field has its own reader, so that damage in one loses that one only. */
const FIELDS = {
  theme: z.enum(['light', 'dark', 'system']).optional(),
  panels: z.json().optional(),
  keys: CUSTOM_KEYS.optional(),
  projectsFolder: z.string().max(4096).optional(),
  hubUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Whether the tour of the first steps has been seen; absent for a new user. */
  tour: z.enum(['done', 'skipped']).optional(),
  endpoints: z.array(endpoint),
  profiles: z.array(ENDPOINT_SHAPES.profile).max(500).optional(),
  prices: z.array(ENDPOINT_SHAPES.priceRow).max(2000).optional(),
  /** Images a second by `model@precision`, measured on this machine. */
  measured: z.record(z.string(), z.number().positive()),
} as const;

/** What the user has chosen for all projects. Keys are elsewhere, in the keychain. */
export interface Settings {
  readonly theme?: 'light' | 'dark' | 'system';
  readonly panels?: Json;
  /** Keys that the user chose, by the id of the command. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  readonly projectsFolder?: string;
  readonly hubUrl?: string;
  readonly tour?: 'done' | 'skipped';
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
  /** Called after every change that was made through this object. */
  onChange(listener: () => void): void;
  /** One plain setting by name; undefined or null removes it. Throws a ZodError for a value that does not fit. */
  set(
    name: 'theme' | 'panels' | 'keys' | 'projectsFolder' | 'hubUrl' | 'tour',
    value: Json | undefined,
  ): Promise<void>;
}

const EMPTY: Settings = { endpoints: [], measured: {} };

export function openSettingsFile(dataFolder: string): SettingsFile {
  const file = path.join(dataFolder, 'settings.json');
  let last: Promise<unknown> = Promise.resolve();
  const listeners: (() => void)[] = [];

  async function update(change: (settings: Settings) => Settings): Promise<Settings> {
    const { settings, damaged } = await readSettings(file);
    // What cannot be understood is kept beside the file before it is written over.
    if (damaged !== undefined) await writePrivateFile(`${file}.damaged`, damaged);
    const next = change(settings);
    await writePrivateFile(file, `${JSON.stringify(next, null, 2)}\n`);
    for (const listener of listeners) listener();
    return next;
  }

  const settingsFile: SettingsFile = {
    read: async () => (await readSettings(file)).settings,
    update: (change) => {
      const mine = last.then(() => update(change));
      last = mine.catch(() => undefined);
      return mine;
    },
    onChange: (listener) => {
      listeners.push(listener);
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
