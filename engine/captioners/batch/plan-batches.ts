import type { ProviderBatchPlan } from '../../../core/contract/provider-batch.ts';
import type { TokenPrice } from '../../../core/endpoint.ts';
import type { Flow, FlowNode } from '../../../core/flow.ts';
import { upstreamOf } from '../../../core/flow-graph.ts';
import type { FileAccess } from '../../../core/node-context.ts';
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
  readonly files: FileAccess;
}

/** Stands for a prompt that is not composed yet. */
const USUAL_PROMPT = 'x'.repeat(1000);
/** Bytes of a pixel in a usual JPEG, for pictures that nobody has looked at yet. */
const BYTES_A_PIXEL = 0.3;
/** Files that are listed for a plan at most: it is asked for with every change of the flow. */
const MOST_LISTED = 100_000;
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
  const { requests, counted } = await requestsOf(sources, node, pictures.count);
  const bytesEach = pictures.meanBytes || maxPixels * BYTES_A_PIXEL;
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
    batches: batchesFor(requests, (bytesEach * 4) / 3 + FRAME_BYTES, input, endpoint.enqueuedTokens),
    ...(price !== undefined && {
      worstUsd: worst(batchPrice(price) ?? price),
      directWorstUsd: worst(price),
    }),
  };
}

/** Of a run of this very flow what it left open, of another one what it sent through the node, and before any run every picture. */
async function requestsOf(
  sources: PlanSources,
  node: FlowNode,
  pictures: number,
): Promise<{ readonly requests: number; readonly counted: boolean }> {
  const { run, flowRevision } = sources;
  const ran = run?.limit === undefined ? run?.nodes.find(({ id }) => id === node.id) : undefined;
  if (ran === undefined || ran.in === 0)
    return { requests: pictures || (await countListed(sources, node.id)), counted: false };
  const asked = ran.expected ?? ran.in;
  const answered = run?.flowRevision === flowRevision ? ran.kept + ran.rejected : 0;
  // What is under way or came meanwhile is not asked again.
  const known = sources.desk.table.known(node.id);
  return { requests: Math.max(0, asked - answered - known), counted: true };
}

/** What the node's sources list, without reading a picture. A source that cannot be listed is a problem of the flow and said there. */
async function countListed({ flow, library, files }: PlanSources, node: string): Promise<number> {
  const upstream = upstreamOf(flow, [node]);
  const { signal } = new AbortController();
  let listed = 0;
  for (const { id, type: name, params, mode } of flow.nodes) {
    const type = library.types.get(name);
    if (!upstream.has(id) || mode !== 'active' || type?.shape !== 'source') continue;
    const parsed = type.params.safeParse(params);
    if (!parsed.success) continue;
    try {
      for await (const _ of type.run(parsed.data, { files, signal, log: () => undefined })) {
        listed += 1;
        if (listed >= MOST_LISTED) return listed;
      }
    } catch {
      // Its folder is not chosen or not there: nothing of it can be sent.
    }
  }
  return listed;
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
