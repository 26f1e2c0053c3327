import type { TrainedModelRef } from '../../../core/captioner.ts';
import type { NodeTypeOf } from '../../../core/define-node.ts';
import { UserError } from '../../../core/errors.ts';
import { modelInputs } from '../check-flow.ts';
import type { Arrival } from '../inbox.ts';
import { requireMadeModel } from '../made-model.ts';
import type { Stage } from '../stage.ts';

/** So many of what waited are taken out of the store at once. */
const SLICE = 256;

/**
 * The models that the same run makes for a node, and the samples that come meanwhile. They wait in the store: the model may be made of captions of the very
 * images that wait here, so that holding up their source would hold up the model for ever.
 */
export class AwaitedModels {
  readonly #stage: Stage;
  readonly #ports: readonly string[];
  /** What was asked of the inbox when the models were there. */
  #asked: Promise<readonly Arrival[] | undefined> | undefined;
  #waiting: Iterator<Arrival> | undefined;

  constructor(stage: Stage, type: NodeTypeOf<'batch'>) {
    this.#stage = stage;
    const wired = new Set(stage.planned.inputs.map(({ port }) => port));
    this.#ports = modelInputs(type).filter((port) => wired.has(port));
  }

  /** Those of former runs, and those of this one when they are there; none where nothing is wired. Throws UPSTREAM_FAILED, MODEL_LOAD. */
  async models(): Promise<readonly TrainedModelRef[]> {
    return [...(await this.#made()), ...(await this.#awaited())];
  }

  async #made(): Promise<readonly TrainedModelRef[]> {
    const { planned, scope } = this.#stage;
    const models = await Promise.all(
      planned.made.map(({ from }) => requireMadeModel(this.#stage, from.node)),
    );
    return models.flatMap((model) => scope.dependencies.training?.modelOf(model) ?? []);
  }

  async #awaited(): Promise<readonly TrainedModelRef[]> {
    if (this.#ports.length === 0) return [];
    const stage = this.#stage;
    const { inputs } = stage.planned;
    const makers = new Set(
      inputs.filter(({ port }) => this.#ports.includes(port)).map(({ from }) => from.node),
    );
    const producers = stage.producers.filter(({ id }) => makers.has(id));
    stage.waitForUpstream();
    await this.#keepUntil(Promise.all(producers.map(({ ended }) => ended)));
    await stage.scope.control.gate();
    return producers.map(({ artifact, title }) => {
      const { training } = stage.scope.dependencies;
      if (artifact && training) return training.modelOf(artifact);
      throw new UserError('UPSTREAM_FAILED', `“${title}” did not make the model that this node needs.`, {
        remedy: 'Repair it and run again.',
      });
    });
  }

  /** As `Inbox.take`: what waited first, in source order. */
  async take(most: number): Promise<readonly Arrival[] | undefined> {
    const waited = this.#takeWaiting();
    if (waited.length > 0) return waited;
    const asked = this.#asked ?? this.#stage.inbox.take(most);
    this.#asked = undefined;
    return asked;
  }

  async #keepUntil(models: Promise<unknown>): Promise<void> {
    const { store, id, scope, inbox } = this.#stage;
    const there = models.then(() => 'models' as const);
    let kept = 0;
    for (;;) {
      this.#asked ??= inbox.take(SLICE);
      const arrivals = await Promise.race([there, this.#asked]);
      if (arrivals === 'models') break;
      if (arrivals === undefined) {
        await there;
        break;
      }
      this.#asked = undefined;
      kept += arrivals.length;
      for (const { sample, input } of arrivals) store.addMember(scope.start.id, id, input, sample, '');
      await scope.control.breath();
    }
    // Whoever takes it later meets its error; where nobody does, the run has been stopped.
    this.#asked?.catch(() => undefined);
    await store.committed();
    if (kept > 0) this.#waiting = store.members(scope.start.id, id)[Symbol.iterator]();
  }

  #takeWaiting(): readonly Arrival[] {
    const taken: Arrival[] = [];
    while (this.#waiting && taken.length < SLICE) {
      const next = this.#waiting.next();
      if (next.done) this.#waiting = undefined;
      else taken.push(next.value);
    }
    return taken;
  }
}
