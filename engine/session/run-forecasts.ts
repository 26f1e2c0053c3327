import { type Compared, compareForecast, type Forecast, type ForecastReport } from '../../core/forecast.ts';
import type { ImageHash, NodeId } from '../../core/ids.ts';
import type { RunOptions, RunProgress } from '../../core/run.ts';
import { THUMBNAILS_LIMIT } from '../images/thumbnail-cache.ts';
import type { ForecastInput } from '../run/forecast/forecast-input.ts';
import { estimateMean } from '../run/forecast/intervals.ts';
import { makeForecast } from '../run/forecast/make-forecast.ts';
import type { Tally } from '../run/forecast/tally.ts';
import type { ActiveRun, RunDependencies } from '../run/index.ts';
import { type Choice, Stratifier } from '../run/stratify.ts';
import type { ProjectStore } from '../store/project-store.ts';

/** Thumbnails that are weighed. */
const WEIGHED = 20;

/** What of an open project is needed here. */
type ForecastParts = Pick<RunDependencies, 'library' | 'images' | 'files' | 'captioners'> & {
  readonly store: ProjectStore;
};

/** Forecasts of a project's runs [RUN12]: a trial leaves one behind, the next run of everything follows it, and both are compared afterwards. */
export class RunForecasts {
  readonly #parts: ForecastParts;
  readonly #now: () => number;
  #ready: Promise<void> = Promise.resolve();

  constructor(parts: ForecastParts, now: () => number) {
    this.#parts = parts;
    this.#now = now;
  }

  /** A run has begun; one of everything is what the latest forecast of its flow was for. */
  begun(run: ActiveRun, options: RunOptions): void {
    const { id, flowRevision, to } = run.progress();
    if (isWhole(options)) this.#parts.store.forecasts.follow(id, flowRevision, to);
  }

  /** A run has ended; one of a stratified part leaves a forecast, which is stored when this resolves. Never rejects: a run has ended all the same. */
  ended(run: ActiveRun, end: RunProgress): Promise<void> {
    this.#ready = this.#store(run.tally(), end);
    return this.#ready;
  }

  /** Resolves when the forecast of the last trial is stored. */
  ready(): Promise<void> {
    return this.#ready;
  }

  async #store(tally: Tally, end: RunProgress): Promise<void> {
    if (end.state !== 'done' || end.limit === undefined || tally.choice === undefined) return;
    try {
      this.#parts.store.forecasts.add(await this.#make(tally, tally.choice, end));
    } catch {
      // A store that is full or closed has said so where the run was written; there is no forecast then.
    }
  }

  /** From what a run has settled so far. A limited one knows of what it is a part; for another the sources are listed, without reading a picture. */
  async underWay(run: ActiveRun, signal: AbortSignal): Promise<Forecast> {
    const tally = run.tally();
    return this.#make(tally, tally.choice ?? (await this.#listAll(tally, signal)), run.progress());
  }

  /** The forecast that a run followed, beside what came of it once it has ended by itself. */
  report(run: RunProgress): ForecastReport | undefined {
    const forecast = this.#parts.store.forecasts.of(run.id);
    if (forecast === undefined) return undefined;
    return {
      forecast,
      comparisons: run.state === 'done' ? compareForecast(forecast, this.#actual(forecast, run)) : [],
    };
  }

  #actual(forecast: Forecast, run: RunProgress): { readonly [Name in Compared]?: number } {
    const { promptTokens, completionTokens } = this.#parts.store.forecasts.tokensOf(run.id);
    const count = (of: (node: RunProgress['nodes'][number]) => number) =>
      run.nodes.reduce((sum, node) => sum + of(node), 0);
    const samples = Math.max(
      1,
      count((node) => (isSourceOf(this.#parts, node.type) ? node.in : 0)),
    );
    // A sample that several nodes reject or fail would count more than once: told only where one node does.
    const rate = (of: 'rejected' | 'failed') =>
      run.nodes.filter((node) => node[of] > 0).length > 1 ? undefined : count((node) => node[of]) / samples;
    const rejected = rate('rejected');
    const failed = rate('failed');
    return {
      ...(forecast.ends.length === 1 && {
        captions: count(({ id, kept }) => (forecast.ends.includes(id) ? kept : 0)),
      }),
      costUsd: this.#parts.store.budget.spentIn(run.id),
      ...(run.endedAt !== undefined && { seconds: (run.endedAt - run.startedAt) / 1000 }),
      promptTokens,
      completionTokens,
      ...(rejected !== undefined && { rejectedRate: rejected }),
      ...(failed !== undefined && { failedRate: failed }),
    };
  }

  async #make(tally: Tally, choice: Choice, progress: RunProgress): Promise<Forecast> {
    const { store, library } = this.#parts;
    const captions = tally.roots.flatMap(({ events }) => events.flatMap(({ caption }) => caption ?? []));
    const chosen = tally.choice !== undefined;
    return makeForecast({
      run: progress.id,
      at: this.#now(),
      flowRevision: progress.flowRevision,
      to: progress.to,
      plan: tally.plan,
      tally,
      choice,
      chosen,
      settled: new Map(progress.nodes.map(({ id, in: entered, pending }) => [id, entered - pending])),
      facts: store.forecasts.captionFacts([...new Set(captions)]),
      wholeRuns: chosen && store.forecasts.hasCaptionsOfWholeRuns(),
      countLike: store.forecasts.countLike,
      deliveries: await this.#deliveries(tally),
      spent: store.budget.spentByNodeIn(progress.id),
      knownImages: store.images.count(),
      collectors: store.flow.flow().nodes.filter(({ type }) => library.types.get(type)?.shape === 'collect')
        .length,
      thumbnail: await this.#weighThumbnails(tally),
      cacheLimit: THUMBNAILS_LIMIT,
    });
  }

  /** How captioners that are set to ask by batch will be asked in a run of everything. */
  async #deliveries({ plan }: Tally): Promise<ForecastInput['deliveries']> {
    const { captioners } = this.#parts;
    const found = new Map<NodeId, { readonly share: number | undefined }>();
    for (const { node, type, params } of plan) {
      const ref = type.shape === 'batch' ? type.captioner(params) : undefined;
      if (ref?.kind !== 'endpoint' || ref.delivery !== 'batch') continue;
      found.set(node.id, { share: await captioners.batchShare?.(ref) });
    }
    return found;
  }

  async #weighThumbnails(tally: Tally) {
    const images = [...new Set(tally.roots.map(({ image }) => image))]
      .filter((image) => image !== '')
      .slice(0, WEIGHED);
    const sizes = await Promise.all(images.map((image) => this.#thumbnailBytes(image)));
    const known = sizes.filter((size) => size !== undefined);
    return known.length === 0 ? undefined : estimateMean(known);
  }

  async #thumbnailBytes(image: ImageHash): Promise<number | undefined> {
    try {
      return (await this.#parts.images.thumbnail(image)).length;
    } catch {
      // The picture is gone by now: the others tell enough.
      return undefined;
    }
  }

  async #listAll({ plan }: Tally, signal: AbortSignal): Promise<Choice> {
    const stratifier = new Stratifier(0);
    for (const { node, type, params } of plan) {
      if (type.shape !== 'source') continue;
      const context = { signal, files: this.#parts.files, log: () => undefined };
      for await (const entry of type.run(params, context))
        stratifier.add(node.id, entry.key, 'file' in entry ? entry.file.path : entry.key);
    }
    return stratifier.choose();
  }
}

/** Options of a trial: so many samples, for at most so much money beside what is spent. */
export function trialOptions(
  { store }: Pick<ForecastParts, 'store'>,
  trial: { readonly samples: number; readonly to?: NodeId; readonly spendUsd?: number },
): RunOptions {
  const { settledUsd, reservedUsd } = store.budget.spend();
  const own = trial.spendUsd === undefined ? undefined : settledUsd + reservedUsd + trial.spendUsd;
  const caps = [own, store.meta.capUsd()].filter((cap) => cap !== undefined);
  return {
    limit: trial.samples,
    direct: true,
    ...(trial.to !== undefined && { to: trial.to }),
    ...(caps.length > 0 && { capUsd: Math.min(...caps) }),
  };
}

/** Neither a part of the samples nor a second try of some: what a forecast is for. */
function isWhole({ limit, samples, retryFailed, retry }: RunOptions): boolean {
  return limit === undefined && samples === undefined && !retryFailed && retry === undefined;
}

function isSourceOf({ library }: ForecastParts, type: string): boolean {
  return library.types.get(type)?.shape === 'source';
}
