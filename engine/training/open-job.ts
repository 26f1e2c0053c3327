import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../core/errors.ts';
import { CONTROL_FILES } from '../../core/training/train-control.ts';
import type { TrainingForecast } from '../../core/training/training-forecast.ts';
import { isLiveJob, type JobState, type TrainingJob } from '../../core/training/training-job.ts';
import type { JobFolder } from './job-folder.ts';
import { JobStory } from './job-story.ts';
import { describeJob, type JobFacets, stateOf } from './job-view.ts';
import { isAlive } from './process-identity.ts';
import { readLogEnd } from './read-log.ts';

/** The trainer takes two that come within a second for one, as launchers pass signals on. */
const BETWEEN_SIGNALS_MS = 1500;
/** Lines of the log that go with a job that ended without a word. */
const LOG_END = 20;

/** What surrounds a job. */
export interface JobSurroundings {
  /** Jobs before it in the queue of its device; undefined where it does not wait. */
  readonly queuePlace: (folder: string) => number | undefined;
  /** The trainer's interpreter, as far as it is known; for commands to copy. */
  readonly python: () => string;
  /** What the last preflight of a node foretold. */
  readonly forecast: (node: string) => Promise<TrainingForecast | undefined>;
}

/** One job as its folder has it. Nothing about it is remembered elsewhere, so that an app started anew sees the same [JOB1]. */
export class OpenJob {
  readonly folder: JobFolder;
  readonly story: JobStory;
  readonly #surroundings: JobSurroundings;

  constructor(folder: JobFolder, surroundings: JobSurroundings) {
    this.folder = folder;
    this.story = new JobStory(folder.file('events'));
    this.#surroundings = surroundings;
  }

  /** Everything but the events; undefined where the folder is not a job's. */
  async facets(): Promise<JobFacets | undefined> {
    const { folder } = this;
    const [facts, spec, process, result] = await Promise.all([
      folder.facts(),
      folder.spec(),
      folder.process(),
      folder.result(),
    ]);
    if (facts === undefined || spec === undefined) return undefined;
    // Life is asked for before the events are read: the last words of a process that has just ended are then seen.
    const alive = process !== undefined && isAlive(process.process);
    await this.story.refresh();
    const facets = {
      folder,
      facts,
      spec,
      process,
      result,
      isAlive: alive,
      queuePlace: this.#surroundings.queuePlace(folder.path),
      logEnd: [],
      python: this.#surroundings.python(),
    };
    const state = stateOf(facets, this.story);
    if (state !== 'ended' && state !== 'failed') return facets;
    return { ...facets, logEnd: (await readLogEnd(folder.file('log'), LOG_END)).lines };
  }

  async describe(): Promise<TrainingJob | undefined> {
    const facets = await this.facets();
    if (facets === undefined) return undefined;
    const forecast = await this.#surroundings.forecast(facets.facts.node);
    return { ...describeJob(facets, this.story), ...(forecast && { forecast }) };
  }

  /** Throws NOT_FOUND. */
  async require(): Promise<JobFacets> {
    const facets = await this.facets();
    if (facets === undefined)
      throw new UserError('NOT_FOUND', 'There is no such training job in this project.', {
        remedy: 'Look at the list of jobs again.',
      });
    return facets;
  }

  /** Asks for a checkpoint without an end. */
  async saveCheckpoint(): Promise<void> {
    this.#requireLive(await this.require());
    await this.#tell('save');
  }

  /**
   * Ends the process with a checkpoint, or `now`: without one. It is told by a file and by SIGTERM, a second one of which means "at once"; it is never
   * killed, as a half-written checkpoint helps nobody [JOB4].
   */
  async stop(how: 'with-checkpoint' | 'now', at: number): Promise<void> {
    const facets = await this.require();
    const { process: known } = facets;
    if (known === undefined || !facets.isAlive) return;
    if (known.stopAt === undefined) {
      await this.folder.writeProcess({ ...known, stopAt: at });
      await this.#tell('stop');
      // `torchrun` would give its processes 30 seconds and then kill them; they look at the file.
      if (known.devices === 1 || how === 'now') signal(known.process.pid);
    }
    if (how !== 'now') return;
    // Two signals that come together are one to the process.
    await pause(BETWEEN_SIGNALS_MS);
    if (isAlive(known.process)) signal(known.process.pid);
  }

  /** Removes the folder. Throws USAGE while its process lives or waits. */
  async remove(): Promise<void> {
    const facets = await this.require();
    if (isLiveJob(this.stateOf(facets)))
      throw new UserError('USAGE', 'This job is still running.', {
        remedy: 'Stop it first, then remove its files.',
      });
    await rm(this.folder.path, { recursive: true, force: true });
  }

  stateOf(facets: JobFacets): JobState {
    return stateOf(facets, this.story);
  }

  #requireLive(facets: JobFacets): void {
    if (facets.isAlive) return;
    throw new UserError('USAGE', 'This job is not running.', { remedy: 'Let it go on first.' });
  }

  async #tell(what: keyof typeof CONTROL_FILES): Promise<void> {
    await writeFile(path.join(this.folder.path, CONTROL_FILES[what]), '');
  }
}

/** On Windows this would end it at once, without a checkpoint: there the file alone tells. */
function signal(pid: number): void {
  if (process.platform === 'win32') return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself meanwhile, which is what was wanted.
  }
}
