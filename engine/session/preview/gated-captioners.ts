import { setTimeout as pause } from 'node:timers/promises';
import type { CaptionReply, CaptionRequest } from '../../../core/captioner.ts';
import { CodedError, toCodedError, UserError } from '../../../core/errors.ts';
import type { NodeId } from '../../../core/ids.ts';
import type { Budget, CaptionerService, OpenCaptioner } from '../../captioners/captioner-service.ts';
import type { RunBudget } from '../../run/run-budget.ts';

/** Who types changes the prompt with every key: captioners are asked when it has been still for so long, milliseconds. */
const STILL_MS = 400;

/** How far a captioner may be asked: not at all, as long as it costs nothing, or at any price within the cap. */
export type Permission = 'none' | 'free' | 'any';

/** What the gate lets through, and whom it tells. */
export interface GateRules {
  readonly permission: (node: NodeId) => Permission;
  /** Ends with the trial: whoever waits at the gate leaves. */
  readonly signal: AbortSignal;
  /** Ends with the project: what was sent for money is waited for whatever becomes of the trial. */
  readonly life: AbortSignal;
  readonly asking: (node: NodeId) => void;
  /** The most that it would have cost, US dollars; undefined where no price is known. */
  readonly refused: (node: NodeId, atMostUsd: number | undefined) => void;
  /** It was asked for money: its reply is kept. */
  readonly paid: (node: NodeId) => void;
}

/** How captioners are reached behind the gate; they may be shared by trials. */
export type OpenBehind = CaptionerService['open'];

/** An error about one sample, whatever its code: in a trial there is no run that could be paused. */
class SampleError extends CodedError {
  override get scope(): 'sample' {
    return 'sample';
  }
}

/** Captioners and money for a trial of one picture: nothing is asked, or paid, that the rules do not allow. */
export function gatedCaptioners(
  service: CaptionerService,
  open: OpenBehind,
  money: RunBudget,
  rules: GateRules,
): { readonly captioners: CaptionerService; readonly budget: RunBudget } {
  /** Executors open captioners with a node's budget: by it the gate knows for whom. */
  const nodes = new WeakMap<Budget, NodeId>();

  function gatedBudget(node: NodeId): Budget {
    const behind = money.of(node);
    const budget: Budget = {
      get capped() {
        return behind.capped;
      },
      reserve: async (usd, note) => {
        if (usd === 0) {
          rules.asking(node);
          return behind.reserve(usd, note);
        }
        if (rules.permission(node) !== 'any') {
          rules.refused(node, usd);
          throw notAsked();
        }
        await pause(STILL_MS, undefined, { signal: rules.signal });
        rules.asking(node);
        const reservation = await behind.reserve(usd, note);
        rules.paid(node);
        return reservation;
      },
    };
    nodes.set(budget, node);
    return budget;
  }

  return {
    captioners: {
      ...service,
      open: async (ref, budget, images, signal) => {
        const node = nodes.get(budget) ?? '';
        const opening = open(ref, budget, images, signal).catch((thrown: unknown) =>
          closed(toCodedError(thrown)),
        );
        return gated(await opening, node, ref.kind === 'local', rules);
      },
    },
    budget: { of: gatedBudget, capChanged: () => money.capChanged(), largestUsd: 0 },
  };
}

function gated(captioner: OpenCaptioner, node: NodeId, isLocal: boolean, rules: GateRules): OpenCaptioner {
  async function caption(
    requests: readonly CaptionRequest[],
    signal: AbortSignal,
  ): Promise<readonly (CaptionReply | Error)[]> {
    const permission = rules.permission(node);
    if (permission === 'none') {
      rules.refused(node, isLocal ? 0 : undefined);
      return requests.map(notAsked);
    }
    if (isLocal) {
      await pause(STILL_MS, undefined, { signal });
      rules.asking(node);
    }
    const replies = await captioner.caption(requests, permission === 'any' ? rules.life : signal);
    return replies.map((reply) => (reply instanceof Error ? aboutSample(reply) : reply));
  }
  return {
    identity: captioner.identity,
    title: captioner.title,
    concurrency: 1,
    batchSize: 1,
    note: undefined,
    caption,
    close: () => captioner.close(),
  };
}

/** Stands for a captioner that does not open: whoever asks it hears why. */
function closed(error: CodedError): OpenCaptioner {
  return {
    identity: null,
    title: '',
    concurrency: 1,
    batchSize: 1,
    note: undefined,
    caption: async (requests) => requests.map(() => error),
    close: async () => undefined,
  };
}

function aboutSample(error: Error): CodedError {
  const { code, message, details } = toCodedError(error);
  return new SampleError(code, message, details);
}

/** What stands in place of an answer that was not asked for. */
function notAsked(): UserError {
  return new UserError('CANCELLED', 'It was not asked.');
}
