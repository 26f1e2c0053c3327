import type { ProviderBatchPlan } from '../../../core/contract/provider-batch.ts';
import type { TokenPrice } from '../../../core/endpoint.ts';
import type { Flow, FlowNode } from '../../../core/flow.ts';
import type { RunProgress } from '../../../core/run.ts';
import type { NodeLibrary } from '../../run/index.ts';
import { batchPrice, DEFAULT_PIXELS, worstCaseTokens } from '../endpoint/prices.ts';
import type { BatchDesk } from './batch-desk.ts';
import { PROTOCOL_LIMITS } from './batch-limits.ts';

export interface PlanSources {
  readonly flow: Flow;
  readonly flowRevision: number;
  readonly library: NodeLibrary;
  /** The last run, whose counts are the best that is known. */
  readonly run: RunProgress | null;
  readonly desk: BatchDesk;
}

/** Stands for a prompt that is not composed yet. */
const USUAL_PROMPT = 'x'.repeat(1000);
/** What surrounds a picture in its line, bytes. */
const FRAME_BYTES = 1500;

/** What a run would send, for each node of the flow that delivers by batches; in the flow's order. Asks and changes nothing. */
export async function planBatches(sources: PlanSources): Promise<readonly ProviderBatchPlan[]> {
  const plans = await Promise.all(sources.flow.nodes.map((node) => planNode(sources, node)));
  return plans.filter((plan) => plan !== undefined);
}

async function planNode(sources: PlanSources, node: FlowNode): Promise<ProviderBatchPlan | undefined> {
  const type = sources.library.types.get(node.type);
  if (type?.shape !== 'batch' || node.mode !== 'active') return undefined;
  const parsed = type.params.safeParse(node.params);
  const ref = parsed.success ? type.captioner(parsed.data) : undefined;
  if (!parsed.success || ref?.kind !== 'endpoint' || ref.delivery !== 'batch') return undefined;
  const known = await sources.desk.endpoint(ref.endpoint);
  if (known === undefined) return undefined;
  const { endpoint, facts } = known;
  const params = parsed.data;
  const model = ref.model || endpoint.model;
  const profile = facts.profileOf(model);
  const price = facts.priceAt(endpoint.url, model);
  const maxPixels = numberOf(params.maxPixels, DEFAULT_PIXELS);
  const pictures = sources.desk.table.pictures(maxPixels);
  const { requests, counted } = requestsOf(sources, node, pictures.count);
  const system = typeof params.system === 'string' ? params.system : '';
  const sampling = { maxTokens: numberOf(params.maxTokens, 1024), temperature: 0 };
  const asked = { prompt: USUAL_PROMPT, system, sampling };
  const { input, output } = worstCaseTokens(asked, profile, { maxPixels });
  const worst = (paid: TokenPrice) =>
    (requests * (input * paid.inputPerMillion + output * paid.outputPerMillion)) / 1e6;
  return {
    node: node.id,
    endpoint: ref.endpoint,
    model,
    requests,
    counted,
    batches: batchesFor(requests, (pictures.meanBytes * 4) / 3 + FRAME_BYTES, input, endpoint.enqueuedTokens),
    ...(price !== undefined && {
      worstUsd: worst(batchPrice(price) ?? price),
      directWorstUsd: worst(price),
    }),
  };
}

/** Of a run of this very flow what it left open, of another one what it sent through the node, and before any run every picture. */
function requestsOf({ run, flowRevision }: PlanSources, node: FlowNode, pictures: number) {
  const ran = run?.limit === undefined ? run?.nodes.find(({ id }) => id === node.id) : undefined;
  if (ran === undefined || ran.in === 0) return { requests: pictures, counted: false };
  const asked = ran.expected ?? ran.in;
  const answered = run?.flowRevision === flowRevision ? ran.kept + ran.rejected : 0;
  return { requests: Math.max(0, asked - answered), counted: true };
}

function batchesFor(
  requests: number,
  bytesEach: number,
  tokensEach: number,
  tokens: number | undefined,
): number {
  const each = Math.min(
    PROTOCOL_LIMITS.requests,
    Math.floor(PROTOCOL_LIMITS.bytes / bytesEach),
    tokens === undefined ? Number.POSITIVE_INFINITY : Math.floor(tokens / tokensEach),
  );
  return Math.ceil(requests / Math.max(1, each));
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
