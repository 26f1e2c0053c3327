import type { Sample } from '../../../core/sample.ts';
import type { ResultKey } from '../../store/run-store.ts';

/** A sample that a captioner has to be asked about, with the key that its result will have. */
export interface Work {
  readonly sample: Sample;
  readonly key: ResultKey;
  /** How often "caption again" was asked for. */
  readonly variation: number;
}
