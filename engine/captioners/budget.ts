/** Money that a request may cost, taken from the cap before it is sent [RUN7]. */
export interface Budget {
  /** A cap is set: without a price nothing may be sent. */
  readonly capped: boolean;
  /**
   * Resolves when the reservation is on disk; waits while replies under way may still make room for it, and rejects with BUDGET_REACHED when
   * it would cross the cap all the same. US dollars; undefined where no price is known, which a cap refuses with PRICE_MISSING.
   */
  reserve(
    worstCaseUsd: number | undefined,
    /** Called with the reservation's number in the store, in the same transaction. */
    note?: (reservation: number) => void,
  ): Promise<Reservation>;
}

/** Money set aside for one request. */
export interface Reservation {
  /** What the reply really cost; a request that was never sent settles with 0. Idempotent. */
  settle(usd: number): void;
}
