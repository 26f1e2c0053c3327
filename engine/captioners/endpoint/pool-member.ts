import type { MemberHealth, MemberStatistics } from '../../../core/contract/endpoint.ts';
import { type CodedError, toErrorRecord } from '../../../core/errors.ts';
import { type GateEvent, type GateLimits, gateNote, moveGate, openGate } from './adaptive-gate.ts';
import { EndpointCounter } from './endpoint-counter.ts';
import { LONGEST_HOLD_MS, QuotaWatch } from './quota-watch.ts';
import type { Quota } from './rate-limits.ts';

/** One address of an endpoint, as the settings have it. */
export interface MemberAddress {
  readonly url: string;
  /** Share of the work among addresses with room; 0 sends nothing new there. */
  readonly weight: number;
  /** What the model is called there; undefined: as everywhere. */
  readonly model: string | undefined;
}

/** Failures in a row after which an address gets nothing for a while. */
const OUT_AFTER = 3;
const FIRST_PROBE_MS = 1000;
const LAST_PROBE_MS = 30_000;

/** Why an address is left out, and when it is looked at again. Milliseconds since 1970. */
export interface Outage {
  readonly error: CodedError;
  readonly probeAt: number;
}

/** One address at work: how much it bears, how it is, and what it has done. */
export class PoolMember {
  #address: MemberAddress;
  readonly #limits: GateLimits;
  #gate;
  #inside = 0;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #quotas = new QuotaWatch();
  #outage: Outage | undefined;
  /** Grows while probes find it out, and is short again after a reply. */
  #probeMs = FIRST_PROBE_MS;
  #failuresInRow = 0;
  #strangeInRow = 0;
  #trouble: { readonly error: CodedError; readonly at: number } | undefined;
  #everReplied = false;
  readonly counter = new EndpointCounter();

  constructor(address: MemberAddress, limits: GateLimits) {
    this.#address = address;
    this.#limits = limits;
    this.#gate = openGate(limits);
  }

  get url(): string {
    return this.#address.url;
  }

  get weight(): number {
    return this.#address.weight;
  }

  /** What the model is called here. */
  get model(): string | undefined {
    return this.#address.model;
  }

  get inside(): number {
    return this.#inside;
  }

  get limit(): number {
    return this.#gate.limit;
  }

  get note(): string | undefined {
    return gateNote(this.#gate);
  }

  get outage(): Outage | undefined {
    return this.#outage;
  }

  /** Answers in a row that no chat endpoint gives. */
  get strangeInRow(): number {
    return this.#strangeInRow;
  }

  get health(): MemberHealth {
    if (this.weight === 0) return this.#inside > 0 ? 'draining' : 'drained';
    if (this.#outage) return 'out';
    if (this.#failuresInRow > 0) return 'failing';
    return this.#everReplied ? 'healthy' : 'idle';
  }

  /** Another weight or name of the model; another URL is another member. */
  change(address: MemberAddress): void {
    this.#address = address;
  }

  /** Milliseconds until one more may be sent: 0 now, Infinity when one has to end first. */
  wait(now: number): number {
    if (this.#inside >= this.#gate.limit) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#heldUntil - now, this.#quotas.wait(now));
  }

  /** A request begins; gives its number. */
  begin(now: number): number {
    this.#inside += 1;
    return this.#quotas.send(now);
  }

  end(): void {
    this.#inside -= 1;
  }

  /** What an answer's headers say is left. */
  told(request: number, quotas: readonly Quota[], now: number): void {
    this.#quotas.learn(request, quotas, this.counter.tokensEach, now);
  }

  /** A reply came. */
  replied(latencyMs: number, now: number): void {
    this.counter.replied(now, latencyMs);
    this.#everReplied = true;
    this.#move({ kind: 'reply', latencyMs, full: this.#inside >= this.#gate.limit }, now);
    this.wasSound();
  }

  /** The answer was one of a chat endpoint, though perhaps a refusal of the request itself. */
  wasSound(): void {
    this.#failuresInRow = 0;
    this.#strangeInRow = 0;
    this.#outage = undefined;
    this.#probeMs = FIRST_PROBE_MS;
  }

  /** The answer was none that a chat endpoint gives. */
  wasStrange(error: CodedError, now: number): void {
    this.#strangeInRow += 1;
    this.#noteTrouble(error, now);
  }

  /** Too many at once: nothing is sent for as long as it asks. */
  refused(error: CodedError, waitMs: number | undefined, now: number): void {
    this.#noteTrouble(error, now);
    this.#move({ kind: 'refused', inside: this.#inside, reason: '429' }, now);
    this.#hold(waitMs, now);
  }

  /** In trouble; `reason` is for people. */
  overloaded(reason: string, waitMs: number | undefined, now: number): void {
    this.#move({ kind: 'overloaded', reason }, now);
    this.#hold(waitMs, now);
  }

  /** A request failed by the address's own fault. Gives whether that makes too many in a row. */
  failed(error: CodedError, now: number): boolean {
    this.#failuresInRow += 1;
    this.#noteTrouble(error, now);
    return this.#failuresInRow >= OUT_AFTER;
  }

  /** Leaves it out until a probe finds it well; each time in a row for longer. */
  leaveOut(error: CodedError, now: number): void {
    this.#outage = { error, probeAt: now + this.#probeMs };
    this.#probeMs = Math.min(LAST_PROBE_MS, this.#probeMs * 2);
    this.#noteTrouble(error, now);
  }

  /** Takes it in again, carefully: what it bore before says nothing about now. */
  takeIn(): void {
    this.#outage = undefined;
    this.#failuresInRow = 0;
    this.#strangeInRow = 0;
    this.#gate = openGate(this.#limits);
    this.#quotas = new QuotaWatch();
    this.#heldUntil = Number.NEGATIVE_INFINITY;
  }

  statistics(now: number): MemberStatistics {
    const { note } = this;
    return {
      ...this.counter.counts(now),
      url: this.url,
      weight: this.weight,
      health: this.health,
      inFlight: this.#inside,
      limit: this.#gate.limit,
      ...(note !== undefined && { note }),
      ...(this.#trouble && { trouble: { ...toErrorRecord(this.#trouble.error), at: this.#trouble.at } }),
      ...(this.#outage && { probeAt: this.#outage.probeAt }),
    };
  }

  #move(event: GateEvent, now: number): void {
    this.#gate = moveGate(this.#gate, event, now, this.#limits);
  }

  #hold(ms: number | undefined, now: number): void {
    if (ms === undefined) return;
    this.#heldUntil = Math.max(this.#heldUntil, now + Math.min(LONGEST_HOLD_MS, ms));
  }

  #noteTrouble(error: CodedError, at: number): void {
    this.#trouble = { error, at };
  }
}
