import type { Json } from '../../core/json.ts';

/** Facts of the project itself. Changes are on disk when the call returns. */
export interface MetaTable {
  name(): string;
  rename(name: string): void;
  /** Milliseconds since 1970. */
  createdAt(): number;
  isSample(): boolean;
  /** US dollars for the whole project; undefined: no cap. */
  capUsd(): number | undefined;
  setCap(usd: number | undefined): void;
  /** Defaults that were captured when the project was made, and other small values by name. */
  value(name: string): Json | undefined;
  setValue(name: string, value: Json): void;
}
