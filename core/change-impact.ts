import type { ValueChange } from './compare-flows.ts';
import type { NodeId, RunId } from './ids.ts';

/** What one node does again. Counts are those of the run that the flow is compared with, so they are about right. */
export interface NodeImpact {
  readonly node: NodeId;
  /** It asks a captioner, so that its work costs money or time. */
  readonly asks: boolean;
  /** Samples that are worked on anew. */
  readonly samples: number;
  /** Samples whose result an earlier run has left. */
  readonly known: number;
  /** True: nothing of it changes by itself, but other samples may reach it, `samples` of them at most. */
  readonly newcomers?: true;
  /** US dollars, by what a sample has cost so far; 0 for what costs nothing. Absent: nobody knows. */
  readonly costUsd?: number;
  /** Of models on this computer, by the rate that was measured. */
  readonly seconds?: number;
}

/** What the next run does again because one node's settings differ from those of an earlier run. */
export interface ChangeImpact {
  /** The run that the settings are compared with: the last one of everything, else the last one. */
  readonly run: RunId;
  /** Parameters that differ from that run and can change a result. */
  readonly params: readonly string[];
  /** In the order of the flow; the node itself and what stands behind it. */
  readonly nodes: readonly NodeImpact[];
}

/** The settings of a node in runs of the past, where they are not the present ones. */
export interface PastValues {
  /** The newest run that had them. */
  readonly run: RunId;
  /** What a person calls it; '' for nothing. */
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How many runs had them. */
  readonly runs: number;
  /** From the present settings to those. */
  readonly changes: readonly ValueChange[];
}

/** A change's price in one: what is worth saying beside it. */
export interface ImpactSummary {
  /** Samples that captioners are asked about anew, or, where none is, that the node works on again. */
  readonly samples: number;
  /** Samples that captioners would be asked about if nothing were known. */
  readonly of: number;
  /** Captioners among the nodes that work again. */
  readonly captioners: number;
  /** Absent: nobody knows what some of it costs. */
  readonly costUsd?: number;
  readonly seconds?: number;
  /** Samples that may reach captioners for the first time, at most, and what they cost at most. */
  readonly newcomers: number;
  readonly newcomersUsd?: number;
}

/** Adds up what is done again; undefined where nothing is. Money is only said of captioners: all else is cheap. */
export function sumImpact(impact: ChangeImpact | null | undefined): ImpactSummary | undefined {
  if (!impact || impact.nodes.length === 0) return undefined;
  const asking = impact.nodes.filter(({ asks, newcomers }) => asks && !newcomers);
  const coming = impact.nodes.filter(({ newcomers }) => newcomers);
  const others = impact.nodes.filter(({ asks }) => !asks);
  const sum = (nodes: readonly NodeImpact[], of: (node: NodeImpact) => number) =>
    nodes.reduce((total, node) => total + of(node), 0);
  const money = (nodes: readonly NodeImpact[]) =>
    nodes.some(({ samples, costUsd }) => samples > 0 && costUsd === undefined)
      ? undefined
      : sum(nodes, ({ costUsd = 0 }) => costUsd);
  const costUsd = money(asking);
  const newcomersUsd = money(coming);
  const seconds = sum(asking, (node) => node.seconds ?? 0);
  const main = asking.length > 0 ? asking : others.slice(0, 1);
  return {
    samples: sum(main, ({ samples }) => samples),
    of: sum(main, ({ samples, known }) => samples + known),
    captioners: asking.length,
    ...(costUsd !== undefined && { costUsd }),
    ...(seconds > 0 && { seconds }),
    newcomers: sum(coming, ({ samples }) => samples),
    ...(newcomersUsd !== undefined && { newcomersUsd }),
  };
}
