import { REJECTED_PORT } from '../../../core/define-node.ts';
import type { NodeId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import type { FacetName } from '../../../core/sample.ts';
import { nextIdentity, stageKeyOf } from '../../run/key.ts';
import type { Plan, PlannedNode } from '../../run/plan.ts';
import type { ResultKey } from '../../store/run-store.ts';

/*
 * A mark stands for everything that decides what a node makes of a sample: its own settings, and those of whatever wrote the facets that it
 * reads. It is the key of a result [RUN3] without the sample. Two runs in which a node has the same mark share its results, so that
 * comparing marks tells what runs again without looking at a sample. Where a node type does not say what it writes, more is
 * taken for written than may be: then too much is said to run again, never too little. Only of sources it is the other way: what they list
 * is found out by listing it, and a picture that they list again counts as the same.
 */
export interface WorkMark {
  /** What the node makes of a sample. */
  readonly work: string;
  /** Which samples reach it. */
  readonly members: string;
  /** The captioner that it asks; undefined for nodes that ask none. */
  readonly asks: string | undefined;
}

/** Facets, and the question apart from the prompt that it belongs to: it is exported and never sent. */
type Written = FacetName | 'question';
const WRITTEN: readonly Written[] = [
  'image',
  'location',
  'prompt',
  'question',
  'caption',
  'evidence',
  'metadata',
  'existing',
];
interface Leaving {
  readonly facets: ReadonlyMap<Written, string>;
  readonly members: string;
  readonly prompted: boolean;
}

/** Marks of all nodes of a plan. */
export function workMarks(plan: Plan): ReadonlyMap<NodeId, WorkMark> {
  const marks = new Map<NodeId, WorkMark>();
  const leaving = new Map<string, Leaving>();
  for (const planned of plan) {
    const arriving = planned.inputs.flatMap(({ from, port }) => {
      const of = leaving.get(`${from.node}.${from.port}`);
      return of === undefined ? [] : [{ port, of }];
    });
    const facetIn = (facet: Written) => join(arriving.map(({ of }) => of.facets.get(facet) ?? '-'));
    const members = join(arriving.map(({ port, of }) => `${port} ${of.members}`));
    const decides = whatDecides(planned, facetIn, members);
    const work = stageKeyOf(planned, decides);
    const sent = hasExported(planned) ? stageKeyOf(withoutExported(planned), decides) : work;
    const prompted = arriving.some(({ of }) => of.prompted);
    marks.set(planned.node.id, { work, members, asks: captionerOf(planned) });
    const written = writtenFacets(planned, prompted);
    const markOf = (facet: Written) =>
      planned.type.shape === 'source' ? planned.type.type : facet === 'prompt' ? sent : work;
    for (const port of Object.keys(planned.type.outputs)) {
      const writes = (facet: Written) => port !== REJECTED_PORT && written.has(facet);
      leaving.set(`${planned.node.id}.${port}`, {
        facets: new Map(WRITTEN.map((facet) => [facet, writes(facet) ? markOf(facet) : facetIn(facet)])),
        members: nextIdentity(work, members as ResultKey, port),
        prompted: prompted || writes('prompt'),
      });
    }
  }
  return marks;
}

/** What of what comes in decides a node's work: the facets that it reads, and all that comes for those that look at more than one sample. */
function whatDecides(
  { type, params }: PlannedNode,
  facetIn: (facet: Written) => string,
  members: string,
): Json {
  if (type.shape === 'source') return null;
  if (type.shape === 'job' || type.shape === 'join') return [members, ...WRITTEN.map(facetIn)];
  const reads: readonly Written[] = [
    ...(type.readsFor?.(params) ?? [...type.reads, ...(type.mayRead ?? [])]),
  ].sort();
  if (type.shape === 'each' || type.shape === 'batch') return reads.map((facet) => [facet, facetIn(facet)]);
  return [members, ...[...reads, 'question' as const].map((facet) => [facet, facetIn(facet)])];
}

function hasExported({ descriptor }: PlannedNode): boolean {
  return Object.values(descriptor.params).some(({ exportedOnly }) => exportedOnly === true);
}

function withoutExported(planned: PlannedNode): PlannedNode {
  const { params } = planned.descriptor;
  const sent = Object.entries(planned.params).filter(([name]) => params[name]?.exportedOnly !== true);
  return { ...planned, params: Object.fromEntries(sent) };
}

/** What a node may have written in the samples that it keeps. */
function writtenFacets({ type, descriptor, keptPort }: PlannedNode, prompted: boolean): ReadonlySet<Written> {
  if (type.shape === 'source') return new Set(WRITTEN);
  // Filters let samples pass or not, and write nothing.
  if (descriptor.category === 'filters') return new Set();
  const kept = type.outputs[keptPort]?.type;
  if (kept === 'image') return new Set(['evidence', 'metadata']);
  if (kept === 'prompted-image') return new Set(['prompt', 'question']);
  if (kept !== 'caption') return new Set();
  if (Object.values(type.inputs).some((input) => input.type === 'caption'))
    return new Set(['caption', 'evidence', 'metadata']);
  return type.shape === 'batch' && prompted
    ? new Set(['caption'])
    : new Set(['caption', 'prompt', 'question']);
}

function captionerOf({ type, params }: PlannedNode): string | undefined {
  if (type.shape !== 'batch') return undefined;
  const ref = type.captioner(params);
  if (!ref) return '';
  return ref.kind === 'endpoint'
    ? `endpoint ${ref.endpoint} ${ref.model} ${ref.delivery ?? 'direct'}`
    : `local ${ref.model} ${ref.precision}`;
}

function join(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '';
  return [...new Set(parts)].sort().join(' ');
}
