import type { z } from 'zod';
import type { Artifact, ArtifactDraft } from './artifact.ts';
import type { CaptionerRef, TrainedModelRef } from './captioner.ts';
import type { ErrorRecord } from './errors.ts';
import type { JsonObject } from './json.ts';
import type {
  BatchContext,
  Cohort,
  DigestedSample,
  JobContext,
  JobResult,
  Members,
  NodeContext,
  SampleContext,
  ScanContext,
  Scanner,
  SourceContext,
  SourceRecord,
} from './node-context.ts';
import type { PortType } from './port.ts';
import type { CaptionFacet, FacetName, Facets, SampleFacets } from './sample.ts';
import type { TrainerNeeds, TrainingRequest } from './training/training-request.ts';
import type { Verdict } from './verdict.ts';

/*
 * The API with which node types are written. A node type is one object, made by `defineNode.<shape>({...})`.
 * Nodes change nothing they are given, are deterministic given their key, do no I/O of their own and keep no state between runs.
 */

/** Folders of `nodes/`, in the order of the palette. */
export const CATEGORIES = [
  'sources',
  'prompts',
  'experts',
  'captioners',
  'filters',
  'review',
  'datasets',
  'training',
  'evaluation',
] as const;
/** First part of a node type's name. */
export type Category = (typeof CATEGORIES)[number];

/**
 * What a node's function is given, and what it gives back:
 *
 * | shape     | function                                                                           | e.g.                      |
 * | --------- | ---------------------------------------------------------------------------------- | ------------------------- |
 * | `source`  | lists samples, cheap to list again                                                 | folder, dataset file      |
 * | `each`    | one sample → kept, rejected with a reason, changed, or several                     | prompt, length filter     |
 * | `batch`   | several samples → outcomes in any order, by a captioner                            | captioners                |
 * | `scan`    | verdict depends on earlier samples in source order; streams                        | near-duplicate images     |
 * | `cohort`  | verdict needs all samples; waits for them                                          | same caption on k images  |
 * | `join`    | samples of several inputs that come from one root sample                           | merge captions            |
 * | `collect` | all samples → an artifact                                                          | dataset                   |
 * | `job`     | artifacts → an artifact or files; long, with progress and a log                    | exports, training         |
 */
export type Shape = 'source' | 'each' | 'batch' | 'scan' | 'cohort' | 'join' | 'collect' | 'job';

/** An input takes any number of wires: their union. */
export interface InputPort {
  readonly type: PortType;
  readonly label?: string;
  /** Default true. */
  readonly required?: boolean;
}

/** An output may feed any number of inputs. */
export interface OutputPort {
  readonly type: PortType;
  readonly label?: string;
}

/** Name of the output that takes rejected samples, as they came in. Wiring it on makes a cascade. */
export const REJECTED_PORT = 'rejected';

/** UI hints and key hints of one parameter, given by zod's `.meta()`. */
export interface ParamMeta {
  readonly label?: string;
  readonly help?: string;
  readonly unit?: string;
  /** Overrides the widget that follows from the schema. */
  readonly widget?:
    | 'text'
    | 'textarea'
    | 'prompt'
    | 'rules'
    | 'lines'
    | 'folder'
    | 'file'
    | 'save-file'
    | 'endpoint'
    | 'local-model'
    | 'segmented'
    | 'slider';
  /** Shown on the node's card: by its label, or by a shorter one, unless it has the value that turns it off. */
  readonly card?: true | { readonly label: string; readonly off?: number };
  /** Section of the form; parameters without one stand first. */
  readonly section?: string;
  /** False where the parameter cannot change a result (concurrency, batch size): it then stays out of the key [RUN3]. */
  readonly affectsResult?: boolean;
  /** True where it changes what is exported with a sample and never what is sent: captions are not asked for again because of it. */
  readonly exportedOnly?: boolean;
  /** Labels of an enum's values. */
  readonly options?: Readonly<Record<string, string>>;
}

type ParamsSchema = z.ZodObject;

interface NodeFacts<P extends ParamsSchema> {
  /** `<category>.<name>`. */
  readonly type: `${Category}.${string}`;
  /** Raised when results change for equal parameters, or when the parameters' form changes. */
  readonly version: number;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** A lucide icon's name in kebab-case. */
  readonly icon: string;
  readonly synonyms?: readonly string[];
  readonly inputs: Readonly<Record<string, InputPort>>;
  readonly outputs: Readonly<Record<string, OutputPort>>;
  readonly params: P;
  /** By the version they start from; each gives the parameters of the next version. */
  readonly upgrades?: Readonly<Record<number, (params: JsonObject) => JsonObject>>;
  /** Problems of the parameters beyond their schema, e.g. a template that does not parse; runs nothing. */
  readonly check?: (params: z.output<P>) => readonly ParamProblem[];
}

/** Something wrong with one parameter, found before a run [RUN1]. Two sentences: what is so, what to do. */
export interface ParamProblem {
  readonly param: string;
  readonly message: string;
  readonly remedy: string;
  /** Default `error`; a `warning` does not stop the run. */
  readonly severity?: 'error' | 'warning';
}

/** The facets a node declares: it is given these and no others, so that nothing undeclared can enter a result. */
interface Reading<P extends ParamsSchema, R extends FacetName, O extends FacetName> {
  readonly reads: readonly R[];
  /** Facets that a sample may lack. */
  readonly mayRead?: readonly O[];
  /** Narrows `reads` and `mayRead` by the parameters, e.g. to the variables that a template uses. */
  readonly readsFor?: (params: z.output<P>) => readonly (R | O)[];
}

/** What a node sees of a sample: the facets it reads, and those it may read where they are there. */
export type View<R extends FacetName, O extends FacetName> = Pick<Facets, R> & Partial<Pick<Facets, O>>;

/** One sample to be worked on, with its own seed (a non-negative 31-bit integer). */
export interface BatchItem<R extends FacetName, O extends FacetName> {
  readonly sample: View<R, O>;
  readonly seed: number;
  /** Key of the result, for captioners that outlive a run. */
  readonly key?: string;
}

/** Lists samples; called anew in every run, in a stable order. */
export interface SourceNode<P extends ParamsSchema> extends NodeFacts<P> {
  /** What the trainer has to have before the run starts, where its Python makes the pictures [RUN1]. */
  readonly trainer?: (params: z.output<P>) => TrainerNeeds;
  readonly run: (
    params: z.output<P>,
    context: SourceContext,
  ) => AsyncIterable<SourceRecord | { readonly key: string; readonly problem: ErrorRecord }>;
}

/** Works on one sample at a time, at once. */
export interface EachNode<P extends ParamsSchema, R extends FacetName, O extends FacetName>
  extends NodeFacts<P>,
    Reading<P, R, O> {
  /** An array makes one sample into several, each with its own branch. */
  readonly run: (
    sample: View<R, O>,
    params: z.output<P>,
    context: SampleContext,
  ) => Verdict | readonly Verdict[];
}

/** Asks a captioner about several samples; results are stored under their keys and never paid for twice [RUN4]. */
export interface BatchNode<P extends ParamsSchema, R extends FacetName, O extends FacetName>
  extends NodeFacts<P>,
    Reading<P, R, O> {
  /** Undefined while none is chosen; that is a problem before the run. `models` are those that are wired to its inputs for models; none before the run. */
  readonly captioner: (params: z.output<P>, models?: readonly TrainedModelRef[]) => CaptionerRef | undefined;
  /** How many calls may be under way; the captioner's own limit holds, too. */
  readonly concurrency?: (params: z.output<P>) => number | undefined;
  /**
   * Whether a stored reply is kept. Asked in every run, about the head of its chain of edits, so that the parameters used here
   * (`affectsResult: false`) never make a reply be paid for twice.
   */
  readonly accept?: (
    caption: Pick<CaptionFacet, 'text' | 'finishReason'>,
    params: z.output<P>,
  ) => { readonly reason: string; readonly detail?: string } | undefined;
  /** Outcomes in the order of the items. */
  readonly run: (
    items: readonly BatchItem<R, O>[],
    params: z.output<P>,
    context: BatchContext,
  ) => Promise<readonly (Verdict | Error)[]>;
}

/** Judges samples one after the other in source order. */
export interface ScanNode<P extends ParamsSchema, R extends FacetName, O extends FacetName>
  extends NodeFacts<P>,
    Reading<P, R, O> {
  /** What verdicts are given on. Worked out in every run: what is dear about it, the context caches. */
  readonly digest: (
    sample: View<R, O>,
    params: z.output<P>,
    context: ScanContext,
  ) => string | Promise<string>;
  readonly scanner: (params: z.output<P>) => Scanner;
}

/** Judges samples when all are in. */
export interface CohortNode<P extends ParamsSchema, R extends FacetName, O extends FacetName>
  extends NodeFacts<P>,
    Reading<P, R, O> {
  readonly digest: (
    sample: View<R, O>,
    params: z.output<P>,
    context: ScanContext,
  ) => string | Promise<string>;
  /** A verdict for every sample that is not simply kept; made once all samples are in. */
  readonly judge: (
    cohort: Cohort,
    params: z.output<P>,
  ) => Promise<(sample: DigestedSample) => Verdict> | ((sample: DigestedSample) => Verdict);
}

/** Brings together samples that come from one root by several ways. */
export interface JoinNode<P extends ParamsSchema> extends NodeFacts<P> {
  /** `one` sample of each input makes one; `all` waits for the end and joins every sample of one root. */
  readonly multiplicity: 'one' | 'all';
  /** The samples that met, by input; the first input's sample carries the result on, unless the verdict names another. */
  readonly run: (
    samples: Readonly<Record<string, readonly SampleFacets[]>>,
    params: z.output<P>,
    context: SampleContext,
  ) => JoinVerdict;
}

/** What a join decides about the samples that met. `carrier` is the input whose sample goes on. */
export type JoinVerdict = Verdict & { readonly carrier?: string };

/** Makes one artifact of all samples, once everything upstream is settled [RUN14]. */
export interface CollectNode<P extends ParamsSchema, R extends FacetName, O extends FacetName>
  extends NodeFacts<P>,
    Reading<P, R, O> {
  /** What to do when samples upstream have failed [RUN14]. */
  readonly onFailures: (params: z.output<P>) => 'stop' | 'go-on';
  readonly run: (
    members: Members<View<R, O>>,
    params: z.output<P>,
    context: NodeContext & { readonly seed: number },
  ) => ArtifactDraft;
}

/** Works on whole artifacts. Done again only when an artifact, a parameter or one of its files has changed. */
export interface JobNode<P extends ParamsSchema> extends NodeFacts<P> {
  /** Folders that the result depends on by what is in them, not by where they lie; `wired` are the inputs that something is wired to. */
  readonly folders?: (params: z.output<P>, wired: ReadonlySet<string>) => readonly string[];
  /** Parameters that only say what is done with what has been trained: changing them makes the artifact anew, and trains nothing [JOB8]. */
  readonly afterwards?: readonly (keyof z.output<P> & string)[];
  /** What the trainer has to have before the run starts [RUN1]. */
  readonly trainer?: (params: z.output<P>, wired: ReadonlySet<string>) => TrainerNeeds;
  /** The training that `run` asks for, of a node that trains one model; for those who want to know before it is done. */
  readonly request?: (
    artifacts: Readonly<Record<string, readonly Artifact[]>>,
    params: z.output<P>,
  ) => TrainingRequest;
  readonly run: (
    artifacts: Readonly<Record<string, readonly Artifact[]>>,
    params: z.output<P>,
    context: JobContext,
  ) => Promise<JobResult>;
}

/*
 * The same with parameters and facets erased: what the engine handles. Parameters have passed the node's schema.
 */
type Erased<S extends Shape, N> = Omit<N, 'params'> & { readonly shape: S; readonly params: ParamsSchema };
// biome-ignore lint/suspicious/noExplicitAny: the one place where a node's parameter type is erased; its own schema checks the value
type Any = z.ZodObject<any>;
/** A node type of any shape, as the engine handles it. */
export type NodeType =
  | Erased<'source', SourceNode<Any>>
  | Erased<'each', EachNode<Any, FacetName, FacetName>>
  | Erased<'batch', BatchNode<Any, FacetName, FacetName>>
  | Erased<'scan', ScanNode<Any, FacetName, FacetName>>
  | Erased<'cohort', CohortNode<Any, FacetName, FacetName>>
  | Erased<'join', JoinNode<Any>>
  | Erased<'collect', CollectNode<Any, FacetName, FacetName>>
  | Erased<'job', JobNode<Any>>;
/** A node type of one shape. */
export type NodeTypeOf<S extends Shape> = Extract<NodeType, { readonly shape: S }>;

function shaped<S extends Shape>(shape: S, definition: object): NodeTypeOf<S> {
  return Object.freeze({ shape, ...definition }) as unknown as NodeTypeOf<S>;
}

/** Makes a node type of one of the eight shapes; what it may read and return is checked by the compiler. */
export const defineNode = {
  source: <P extends ParamsSchema>(node: SourceNode<P>) => shaped('source', node),
  each: <P extends ParamsSchema, R extends FacetName, O extends FacetName = never>(node: EachNode<P, R, O>) =>
    shaped('each', node),
  batch: <P extends ParamsSchema, R extends FacetName, O extends FacetName = never>(
    node: BatchNode<P, R, O>,
  ) => shaped('batch', node),
  scan: <P extends ParamsSchema, R extends FacetName, O extends FacetName = never>(node: ScanNode<P, R, O>) =>
    shaped('scan', node),
  cohort: <P extends ParamsSchema, R extends FacetName, O extends FacetName = never>(
    node: CohortNode<P, R, O>,
  ) => shaped('cohort', node),
  join: <P extends ParamsSchema>(node: JoinNode<P>) => shaped('join', node),
  collect: <P extends ParamsSchema, R extends FacetName, O extends FacetName = never>(
    node: CollectNode<P, R, O>,
  ) => shaped('collect', node),
  job: <P extends ParamsSchema>(node: JobNode<P>) => shaped('job', node),
} as const;
