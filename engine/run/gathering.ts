import type { NodeTypeOf } from '../../core/define-node.ts';
import type { FacetName, Sample } from '../../core/sample.ts';
import { homeOf, memberDigest, nextIdentity } from './key.ts';
import type { Stage } from './stage.ts';
import { readsOf } from './stages/each.ts';
import type { Place, Stretch } from './stretch.ts';

/** So many members that came one by one are given together. */
const SLICE = 512;

interface Part extends Place {
  readonly input: string;
}

interface Member {
  readonly sample: Sample;
  readonly input: string;
  readonly digest: string;
}

/** Members that follow each other in source order, read when they are needed. */
export interface MemberSlice {
  /** 16 bytes for each member. */
  readonly digests: Uint8Array;
  readonly samples: () => readonly Sample[];
}

/**
 * What a collector has taken in. Stretches are kept in the store from run to run, and one that is as it was is not even looked at; samples that came one by one
 * are in the working file. Memory holds a line for each stretch.
 */
export class Gathering {
  readonly #stage: Stage;
  readonly #reads: readonly FacetName[];
  readonly #parts = new Map<number, Part>();
  #count = 0;

  constructor(stage: Stage, type: NodeTypeOf<'collect'>) {
    this.#stage = stage;
    this.#reads = readsOf(type, stage.planned.params);
  }

  get count(): number {
    return this.#count;
  }

  add(input: string, stretch: Stretch): void {
    const { store, id, scope } = this.#stage;
    const part = stretch.place && this.#partOf(input, stretch.place);
    this.#count += stretch.size;
    if (part === undefined || this.#parts.has(part.home)) {
      for (const sample of stretch.samples())
        store.addMember(scope.start.id, id, input, sample, memberDigest(sample, this.#reads));
      return;
    }
    this.#parts.set(part.home, part);
    if (store.gathered.identity(id, part.home) === part.identity) return;
    const samples = stretch.samples();
    const digests = samples.map((sample) => memberDigest(sample, this.#reads)).join('');
    const members = samples.map((sample) => this.#readOf(sample));
    store.gathered.save(id, part.home, { ...part, digests: Buffer.from(digests, 'hex'), members });
  }

  /** Everything, in source order; samples of one ordinal by id and input, never by arrival [RUN9]. */
  *slices(): Iterable<MemberSlice> {
    const { store, id, scope } = this.#stage;
    const parts = [...this.#parts.values()].sort((a, b) => a.first - b.first || a.home - b.home);
    const alone = new Peekable(store.members(scope.start.id, id));
    for (let index = 0; index < parts.length; ) {
      const { first, end } = parts[index] as Part;
      const together = parts.slice(index, index + countSame(parts, index));
      index += together.length;
      yield* slicesOf(alone.before(first));
      const between = [...alone.before(end)];
      if (together.length === 1 && between.length === 0) yield this.#sliceOf(together[0] as Part);
      else yield* slicesOf([...together.flatMap((part) => this.#membersOf(part)), ...between].sort(inOrder));
    }
    yield* slicesOf(alone.before(Number.POSITIVE_INFINITY));
  }

  *samples(): Iterable<Sample> {
    for (const { samples } of this.slices()) yield* samples();
  }

  /** Forgets what the sources no longer have. */
  forgetOthers(): void {
    this.#stage.store.gathered.keepOnly(this.#stage.id, new Set(this.#parts.keys()));
  }

  /** What is kept depends on what the collector reads, too. */
  #partOf(input: string, { home, identity, first, end }: Place): Part {
    return {
      home: homeOf(`${this.#stage.id} ${input}`, String(home)),
      identity: nextIdentity(this.#reads.join(' '), identity, input),
      first,
      end,
      input,
    };
  }

  #sliceOf({ home, first }: Part): MemberSlice {
    const { store, id } = this.#stage;
    return {
      digests: store.gathered.digests(id, home),
      samples: () => store.gathered.members(id, home, first),
    };
  }

  #membersOf(part: Part): Member[] {
    const { digests, samples } = this.#sliceOf(part);
    const digits = Buffer.from(digests).toString('hex');
    return samples().map((sample, index) => ({
      sample,
      input: part.input,
      digest: digits.slice(index * 32, index * 32 + 32),
    }));
  }

  /** Facets that are not read are not kept. */
  #readOf(sample: Sample): Sample {
    const facets: Partial<Record<FacetName, unknown>> = {};
    for (const name of this.#reads) facets[name] = sample.facets[name];
    return { ...sample, facets: facets as unknown as Sample['facets'] };
  }
}

/** Stretches of the same listed files, by several wires. */
function countSame(parts: readonly Part[], from: number): number {
  const { first } = parts[from] as Part;
  let count = 1;
  while (parts[from + count]?.first === first) count += 1;
  return count;
}

function inOrder(one: Member, other: Member): number {
  return (
    one.sample.ordinal - other.sample.ordinal ||
    compare(one.sample.id, other.sample.id) ||
    compare(one.input, other.input)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function* slicesOf(members: Iterable<Member>): Iterable<MemberSlice> {
  let slice: Member[] = [];
  for (const member of members) {
    slice.push(member);
    if (slice.length < SLICE) continue;
    yield toSlice(slice);
    slice = [];
  }
  if (slice.length > 0) yield toSlice(slice);
}

function toSlice(members: readonly Member[]): MemberSlice {
  return {
    digests: Buffer.from(members.map(({ digest }) => digest).join(''), 'hex'),
    samples: () => members.map(({ sample }) => sample),
  };
}

/** Members in source order, taken as far as an ordinal. */
class Peekable {
  readonly #members: Iterator<Member>;
  #next: IteratorResult<Member> | undefined;

  constructor(members: Iterable<Member>) {
    this.#members = members[Symbol.iterator]();
  }

  *before(ordinal: number): Iterable<Member> {
    for (;;) {
      this.#next ??= this.#members.next();
      if (this.#next.done || this.#next.value.sample.ordinal >= ordinal) return;
      const { value } = this.#next;
      this.#next = undefined;
      yield value;
    }
  }
}
