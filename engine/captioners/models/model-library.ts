import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { DownloadProgress, LocalModel } from '../../../core/contract/captioner.ts';
import { UserError } from '../../../core/errors.ts';
import type { EngineHost } from '../../engine-host.ts';
import { hubTokenName } from '../../settings/file-keychain.ts';
import type { SettingsFile } from '../../settings/settings-file.ts';
import { readMachineFacts } from '../local/machine-facts.ts';
import { providerOrder } from '../local/provider-order.ts';
import { createSetupMemory, type SetupMemory } from '../local/setup-memory.ts';
import { downloadModel } from './download-model.ts';
import { filesDigest, sha256OfFile } from './files-digest.ts';
import type { InstalledModel } from './installed-model.ts';
import { readManifest } from './model-manifest.ts';
import {
  findVariant,
  instructionOf,
  type ModelRow,
  type ModelTable,
  readModelTable,
  readStarterCard,
  type StarterCard,
} from './model-table.ts';

export const STARTER = 'starter';

export interface ModelLibrary {
  /** How models run best here, and how they ran. */
  readonly setups: SetupMemory;
  list(): Promise<readonly LocalModel[]>;
  /** A model whose files are there in this precision ('' or `auto`: the recommended one); undefined where they are not. */
  find(id: string, precision: string): Promise<InstalledModel | undefined>;
  /** What is known of a model whether it is there or not. */
  knows(id: string, precision: string): Promise<boolean>;
  /** Downloads the recommended precision, or the one named. Ends with `done`, `failed` or `cancelled`, and throws nothing. */
  download(id: string, precision?: string): AsyncIterable<DownloadProgress>;
  cancelDownload(id: string): void;
  /** Removes all that was downloaded of a model. The starter stays. */
  remove(id: string): Promise<void>;
  saveMeasured(model: Pick<InstalledModel, 'id' | 'precision'>, imagesPerSecond: number): Promise<void>;
}

export function createModelLibrary(host: EngineHost, settings: SettingsFile): ModelLibrary {
  const modelsFolder = path.join(host.dataFolder, 'models');
  const setups = createSetupMemory(path.join(host.dataFolder, 'cache'), readMachineFacts);
  const downloads = new Map<string, AbortController>();
  let table: Promise<ModelTable> | undefined;
  let starter: Promise<{ readonly card: StarterCard; readonly digest: string }> | undefined;

  const readTable = () => (table ??= readModelTable(host.assetsFolder));
  const readStarter = () =>
    (starter ??= loadStarter(path.join(host.assetsFolder, 'starter')).catch((error: unknown) => {
      starter = undefined;
      throw error;
    }));
  const folderOf = (row: ModelRow, variant: string) => path.join(modelsFolder, row.id, variant);

  async function rowOf(id: string): Promise<ModelRow | undefined> {
    return (await readTable()).models.find((row) => row.id === id);
  }

  async function find(id: string, precision: string): Promise<InstalledModel | undefined> {
    if (id === STARTER) {
      const { card, digest } = await readStarter();
      if (precision !== '' && precision !== 'auto' && precision !== card.precision) return undefined;
      return installedStarter(path.join(host.assetsFolder, 'starter'), card, digest);
    }
    const row = await rowOf(id);
    const variant = row && findVariant(row, precision);
    if (row === undefined || variant === undefined) return undefined;
    const folder = folderOf(row, variant.id);
    const manifest = await readManifest(folder);
    if (manifest === undefined) return undefined;
    return {
      id: row.id,
      title: row.title,
      folder,
      precision: variant.id,
      dtype: variant.dtype,
      providers: variant.providers,
      style: row.prompt.style,
      instruction: instructionOf(row),
      usesPrompt: row.prompt.freeText,
      maxNewTokens: 4096,
      memoryMB: variant.memoryMB,
      digest: filesDigest(
        Object.fromEntries(Object.entries(manifest.files).map(([name, file]) => [name, file.sha256])),
      ),
    };
  }

  async function describe(row: ModelRow): Promise<LocalModel> {
    const variant = findVariant(row, '') ?? row.variants[0];
    if (variant === undefined) throw new Error(`${row.id} has no variants`);
    const installed = await Promise.all(row.variants.map((one) => find(row.id, one.id)));
    const ready = installed.some(Boolean);
    const lastRun = await lastRunOf(installed.find((one) => one?.precision === variant.id));
    const measured = (await settings.read()).measured[`${row.id}@${variant.id}`];
    return {
      id: row.id,
      title: row.title,
      summary: row.summary,
      ...(row.limits !== undefined && { limits: row.limits }),
      licence: row.licence,
      licenceRestricted: row.licenceRestricted,
      goodFor: row.goodFor,
      downloadBytes: variant.approximateBytes,
      memoryMB: variant.memoryMB,
      precisions: row.variants.map((one) => one.id),
      state: downloads.has(row.id) ? 'downloading' : ready ? 'ready' : 'missing',
      ...(measured !== undefined && { imagesPerSecond: measured }),
      provider: providerOrder(process.platform, variant.providers)[0] ?? 'none',
      ...(lastRun !== undefined && { lastRun }),
    };
  }

  async function describeStarter(): Promise<LocalModel> {
    const { card, digest } = await readStarter();
    const lastRun = await lastRunOf({ digest });
    const measured = (await settings.read()).measured[`${STARTER}@${card.precision}`];
    return {
      id: STARTER,
      title: card.title,
      summary: card.summary,
      limits: card.limits,
      licence: card.licence,
      downloadBytes: 0,
      memoryMB: card.memoryMB,
      precisions: [card.precision],
      state: 'bundled',
      ...(measured !== undefined && { imagesPerSecond: measured }),
      provider: 'cpu',
      ...(lastRun !== undefined && { lastRun }),
    };
  }

  async function lastRunOf(model: Pick<InstalledModel, 'digest'> | undefined) {
    return model && setups.lastRun(model.digest);
  }

  async function* download(id: string, precision = ''): AsyncIterable<DownloadProgress> {
    const failed = (message: string): DownloadProgress => ({
      id,
      receivedBytes: 0,
      totalBytes: 0,
      file: '',
      state: 'failed',
      message,
    });
    const row = await rowOf(id);
    const variant = row && findVariant(row, precision);
    if (row === undefined || variant === undefined)
      return yield failed(`There is no model “${id}” to download.`);
    if (downloads.has(id))
      return yield failed(`${row.title} is being downloaded already. Wait for it to end.`);
    const abort = new AbortController();
    downloads.set(id, abort);
    try {
      const hub = (await settings.read()).hubUrl ?? (await readTable()).hub;
      const token = await host.keychain.get(hubTokenName(hub));
      yield* downloadModel({
        id,
        hub,
        repository: row.repository,
        revision: row.revision,
        required: [...row.configFiles, ...variant.files],
        optional: row.optionalFiles,
        folder: folderOf(row, variant.id),
        ...(token !== undefined && { token }),
        signal: abort.signal,
      });
    } finally {
      abort.abort();
      downloads.delete(id);
    }
  }

  return {
    setups,
    list: async () => [
      await describeStarter(),
      ...(await Promise.all((await readTable()).models.map((row) => describe(row)))),
    ],
    find,
    knows: async (id, precision) => {
      if (id === STARTER) return (await find(id, precision)) !== undefined;
      const row = await rowOf(id);
      return row !== undefined && findVariant(row, precision) !== undefined;
    },
    download,
    cancelDownload: (id) => downloads.get(id)?.abort(),
    remove: async (id) => {
      const row = await rowOf(id);
      if (row === undefined) {
        throw new UserError('NOT_FOUND', `There is no downloaded model “${id}”.`, {
          remedy: 'Choose one of the models in the list.',
        });
      }
      downloads.get(id)?.abort();
      await rm(path.join(modelsFolder, row.id), { recursive: true, force: true });
    },
    saveMeasured: async ({ id, precision }, imagesPerSecond) => {
      await settings.update((current) => ({
        ...current,
        measured: { ...current.measured, [`${id}@${precision}`]: Math.round(imagesPerSecond * 100) / 100 },
      }));
    },
  };
}

async function loadStarter(folder: string): Promise<{ readonly card: StarterCard; readonly digest: string }> {
  const card = await readStarterCard(path.dirname(folder));
  // The files themselves, not the card's word: a changed file must change every key that depends on it [RUN3].
  const hashes = await Promise.all(
    Object.keys(card.files).map(async (name) => [name, await sha256OfFile(path.join(folder, name))] as const),
  );
  return { card, digest: filesDigest(Object.fromEntries(hashes)) };
}

function installedStarter(folder: string, card: StarterCard, digest: string): InstalledModel {
  return {
    id: STARTER,
    title: card.title,
    folder,
    precision: card.precision,
    dtype: card.dtype,
    // Its matrices are too small for a GPU to help.
    providers: ['cpu'],
    style: 'chat',
    instruction: card.prompt.instruction,
    usesPrompt: false,
    maxNewTokens: card.prompt.maxNewTokens,
    memoryMB: card.memoryMB,
    digest,
  };
}
