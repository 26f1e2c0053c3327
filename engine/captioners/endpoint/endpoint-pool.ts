import type { EndpointStatistics } from '../../../core/contract/endpoint.ts';
import { type CodedError, UserError } from '../../../core/errors.ts';
import type { GateLimits } from './adaptive-gate.ts';
import { quantiles } from './endpoint-counter.ts';
import { type MemberAddress, PoolMember } from './pool-member.ts';
import { SYSTEM_TIMING, type Timing } from './timing.ts';

/** Requests that one address bears at most; memory sets a limit before. */
const LIMITS: GateLimits = { initial: 4, most: 4096 };

export interface EndpointPoolOptions {
  readonly name: string;
  readonly members: readonly MemberAddress[];
  /** Whether an address that was left out is well again: asks for something that costs nothing. */
  readonly probe: (member: PoolMember, signal: AbortSignal) => Promise<boolean>;
  readonly timing?: Timing;
  readonly limits?: GateLimits;
  readonly onChange?: () => void;
}

/** A place at an address; `end` gives it back. */
export interface Place {
  readonly member: PoolMember;
  /** Number of the request at this address. */
  readonly request: number;
  readonly end: () => void;
}

interface Waiting {
  readonly avoid: PoolMember | undefined;
  readonly enter: (place: Place) => void;
  readonly refuse: (error: CodedError) => void;
}

/**
 * The addresses of one endpoint. Requests go where there is room, by weight, in the order in which they came. An address that fails is
 * left out and comes back by a probe; when all are out, requests go to them all the same, so that a person who repaired one need not wait.
 */
export class EndpointPool {
  readonly name: string;
  readonly #options: EndpointPoolOptions;
  readonly #timing: Timing;
  readonly #waiting: Waiting[] = [];
  #members: readonly PoolMember[];
  /** Removed from the settings, with requests still under way. */
  #leaving: readonly PoolMember[] = [];
  #users = 0;
  #idle = new AbortController();
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(options: EndpointPoolOptions) {
    this.name = options.name;
    this.#options = options;
    this.#timing = options.timing ?? SYSTEM_TIMING;
    this.#members = options.members.map((address) => this.#newMember(address));
  }

  /** Those that may get requests: the well ones, or all where none is. */
  get usable(): readonly PoolMember[] {
    const taking = this.#members.filter(({ weight }) => weight > 0);
    const well = taking.filter(({ outage }) => outage === undefined);
    return well.length > 0 ? well : taking;
  }

  get members(): readonly PoolMember[] {
    return this.#members;
  }

  /** Whether another address could take what this one did not. */
  hasOther(member: PoolMember): boolean {
    return this.usable.some((one) => one !== member && one.outage === undefined);
  }

  /** The addresses as the settings now have them: what is there keeps what it knows, what is gone ends what it has. */
  setMembers(addresses: readonly MemberAddress[]): void {
    const known = new Map([...this.#members, ...this.#leaving].map((member) => [member.url, member]));
    const next = addresses.map((address) => {
      const member = known.get(address.url) ?? this.#newMember(address);
      member.change(address);
      return member;
    });
    const gone = [...this.#members, ...this.#leaving].filter((member) => !next.includes(member));
    for (const { url } of gone) known.get(url)?.change({ url, weight: 0, model: undefined });
    this.#leaving = gone.filter(({ inside }) => inside > 0);
    this.#members = next;
    this.#admit();
    this.#changed();
  }

  /** Says that requests will come; probes go on until every user has called what it was given. */
  use(): () => void {
    if (this.#users === 0) {
      this.#idle = new AbortController();
      for (const member of this.#members) if (member.outage) void this.#follow(member);
    }
    this.#users += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#users -= 1;
      if (this.#users === 0) this.#idle.abort();
    };
  }

  /**
   * Resolves when it is this request's turn, with a place; rejects when the signal fires first, and with CAPTIONER_MISSING when no address
   * takes any requests. `avoid` is taken only when no other has room.
   */
  async enter(signal: AbortSignal, avoid?: PoolMember): Promise<Place> {
    signal.throwIfAborted();
    return new Promise<Place>((resolve, reject) => {
      const waiting: Waiting = {
        avoid,
        enter: (place) => {
          signal.removeEventListener('abort', giveUp);
          resolve(place);
        },
        refuse: (error) => {
          signal.removeEventListener('abort', giveUp);
          reject(error);
        },
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#admit();
    });
  }

  /** Leaves an address out until a probe finds it well. */
  leaveOut(member: PoolMember, error: CodedError): void {
    if (member.outage !== undefined) return;
    member.leaveOut(error, this.#timing.now());
    if (this.#users > 0) void this.#follow(member);
    this.#changed();
  }

  statistics(): EndpointStatistics {
    const now = this.#timing.now();
    const all = [...this.#members, ...this.#leaving];
    const members = all.map((member) => member.statistics(now));
    const sum = (of: (member: (typeof members)[number]) => number) =>
      members.reduce((total, member) => total + of(member), 0);
    const latency = quantiles(all.flatMap(({ counter }) => counter.latencies()));
    return {
      name: this.name,
      members,
      requests: sum((one) => one.requests),
      replies: sum((one) => one.replies),
      retries: sum((one) => one.retries),
      refused: sum((one) => one.refused),
      failures: sum((one) => one.failures),
      promptTokens: sum((one) => one.promptTokens),
      completionTokens: sum((one) => one.completionTokens),
      costUsd: sum((one) => one.costUsd),
      unpriced: sum((one) => one.unpriced),
      perSecond: sum((one) => one.perSecond),
      inFlight: sum((one) => one.inFlight),
      limit: sum((one) => (one.health === 'out' || one.weight === 0 ? 0 : one.limit)),
      ...(latency && { latency }),
    };
  }

  #newMember(address: MemberAddress): PoolMember {
    return new PoolMember(address, this.#options.limits ?? LIMITS);
  }

  #changed(): void {
    this.#options.onChange?.();
  }

  #admit(): void {
    if (this.usable.length === 0)
      for (const { refuse } of this.#waiting.splice(0)) refuse(noAddress(this.name));
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const now = this.#timing.now();
      const member = this.#choose(next.avoid, now);
      if (member === undefined) {
        this.#wakeLater(now);
        return;
      }
      this.#waiting.shift();
      next.enter(this.#placeAt(member, now));
    }
  }

  #placeAt(member: PoolMember, now: number): Place {
    const request = member.begin(now);
    let open = true;
    const end = () => {
      if (!open) return;
      open = false;
      member.end();
      if (this.#leaving.length > 0) this.#leaving = this.#leaving.filter(({ inside }) => inside > 0);
      this.#admit();
      this.#changed();
    };
    return { member, request, end };
  }

  /** The one with room that has the least to do for its weight. */
  #choose(avoid: PoolMember | undefined, now: number): PoolMember | undefined {
    const free = this.usable.filter((member) => member.wait(now) === 0);
    const others = free.length > 1 ? free.filter((member) => member !== avoid) : free;
    let chosen: PoolMember | undefined;
    for (const member of others) if (chosen === undefined || load(member) < load(chosen)) chosen = member;
    return chosen;
  }

  /** Comes back when the first address that only has to wait may send again. */
  #wakeLater(now: number): void {
    const wait = Math.min(...this.usable.map((member) => member.wait(now)));
    if (!Number.isFinite(wait) || now + wait >= this.#wakesAt) return;
    this.#wakesAt = now + wait;
    this.#timing.sleep(Math.max(1, wait), this.#idle.signal).then(
      () => {
        this.#wakesAt = Number.POSITIVE_INFINITY;
        this.#admit();
      },
      // Nobody uses the pool any more.
      () => {
        this.#wakesAt = Number.POSITIVE_INFINITY;
      },
    );
  }

  /** Probes an address that is out, until it is in again or nobody uses the pool. */
  async #follow(member: PoolMember): Promise<void> {
    const { signal } = this.#idle;
    try {
      for (let outage = member.outage; outage !== undefined; outage = member.outage) {
        await this.#timing.sleep(Math.max(1, outage.probeAt - this.#timing.now()), signal);
        if (member.outage === undefined || !this.#members.includes(member)) return;
        if (await this.#options.probe(member, signal)) member.takeIn();
        else member.leaveOut(outage.error, this.#timing.now());
        this.#admit();
        this.#changed();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function noAddress(name: string): UserError {
  return new UserError('CAPTIONER_MISSING', `“${name}” has no address that takes requests.`, {
    remedy: 'Give one of its addresses a weight in the settings, then resume.',
    fix: 'choose-captioner',
  });
}

/** Requests at an address, for its weight, if it got one more; equals by what it had before. */
function load({ inside, weight, counter }: PoolMember): number {
  return (inside + 1) / weight + (1e-9 * counter.requests) / weight;
}
