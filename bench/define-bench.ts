/*
 * The API with which benchmarks are written. A bench has parts (ours, and the peer or limit beside it), which are measured in turn in
 * processes of their own, and figures, which are made of one round's measurements. See README.md.
 */

/** Numbers that one part measured, by name; units belong into the names (`rowsPerSecond`, `peakRssMb`). */
export type Measured = Readonly<Record<string, number>>;

/** What the harness adds to every part's measurements. */
export interface ProcessFigures {
  /** Peak resident memory of the part's process, MB (10^6 bytes). */
  readonly peakRssMb: number;
  /** Processor time of the part's process, user and system, seconds. */
  readonly cpuSeconds: number;
  /** From the call of the part to its end, seconds. */
  readonly wallSeconds: number;
}

/** What a part is given. */
export interface PartContext<S> {
  /** The bench's sizes: `full`, or `quick`. */
  readonly size: S;
  /** Empty folder of this round, shared by its parts, removed after the round. Absolute. */
  readonly folder: string;
  /** Folder of the whole bench: what `prepare` left there. Absolute. */
  readonly shared: string;
  /** What earlier parts of this round measured; all of it only where the bench says `inOrder`. */
  readonly measured: Readonly<Record<string, Measured>>;
  /** From 0. */
  readonly round: number;
  readonly quick: boolean;
  /** As in `BenchCall`. */
  readonly peers: string;
}

/** What `unavailable` and `prepare` may need to know of the call. */
export interface BenchCall<S> {
  readonly size: S;
  readonly shared: string;
  readonly quick: boolean;
  /** Folder outside the repository in which peers are kept between calls. Absolute, made when first used. */
  readonly peers: string;
  /** Whether peers may be fetched from their registries (`--install-peers`). */
  readonly installPeers: boolean;
}

/** One measured part. Written as a method so that its size may be narrower than the harness knows. */
type Part<S, R extends Measured> = { measure(context: PartContext<S>): Promise<R> }['measure'];

/** One row of the table. */
export interface Figure<M> {
  /** Unique in its bench, kebab-case. */
  readonly name: string;
  /** First column: what was measured. */
  readonly title: string;
  /** Second column: the peer or limit; `–` where the figure stands for itself. */
  readonly against: string;
  /** Written behind the number: `×`, `%`, `MB`, `s`, … */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** What was promised; absent for figures that are only told. */
  readonly target?: number;
  /** What would be fine. */
  readonly aim?: number;
  /** The figure of one round. */
  of(parts: M): number;
}

/** Rounds of a full run, unless the bench or the call says otherwise. */
export const DEFAULT_ROUNDS = 5;

export interface Bench<S, M extends Record<string, Measured>> {
  /** The file's name without its extension. */
  readonly name: string;
  readonly title: string;
  /** Sizes, each with the full ones and those of `bench:quick`, with which a part should need about a second at most. */
  readonly sizes: { readonly full: S; readonly quick: S };
  /** Default: 5. Say in the README why fewer. */
  readonly rounds?: number;
  /** Longest time that a part may take, seconds. Default: 600. */
  readonly limitSeconds?: number;
  /** True for benches of many minutes that stand behind no promise: they run only when they are named, and in quick runs. */
  readonly onlyNamed?: boolean;
  /** Flags for the parts' Node, e.g. `--expose-gc`. */
  readonly nodeFlags?: readonly string[];
  /** True where a part needs what an earlier one of the round left in the folder; otherwise their order changes from round to round. */
  readonly inOrder?: boolean;
  /** Why it cannot be measured here, e.g. a peer that is not installed; may install it where the call allows that. Undefined: it can. */
  unavailable?(call: BenchCall<S>): Promise<string | undefined>;
  /** Done once, before the first round, in a process of its own: what all rounds share. */
  prepare?(call: BenchCall<S>): Promise<void>;
  readonly parts: { readonly [K in keyof M]: Part<S, M[K]> };
  readonly figures: readonly Figure<{ readonly [K in keyof M]: M[K] & ProcessFigures }>[];
}

/** A bench of any sizes and parts, as the harness handles it. */
export type AnyBench = Bench<Measured, Record<string, Measured>>;

/** Makes a bench; the compiler checks that figures use what parts measure. */
export function defineBench<S extends object, M extends Record<string, Measured>>(
  bench: Bench<S, M>,
): AnyBench {
  return Object.freeze(bench) as unknown as AnyBench;
}
