/** What a preflight foretold of a node's training, kept to be compared with its jobs. */
export interface TrainingForecast {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of one device at its peak. */
  readonly memoryBytes?: number | undefined;
  readonly seconds?: number | undefined;
  readonly diskBytes?: number | undefined;
  readonly steps?: number | undefined;
  readonly samples?: number | undefined;
}
