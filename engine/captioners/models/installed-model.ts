import type { ExecutionProvider, PromptStyleName } from '../../hosts/host-messages.ts';

/** A model whose files are all there, in one precision. */
export interface InstalledModel {
  readonly id: string;
  readonly title: string;
  /** Absolute. */
  readonly folder: string;
  readonly precision: string;
  readonly dtype: Readonly<Record<string, string>>;
  readonly providers: readonly ExecutionProvider[];
  readonly style: PromptStyleName;
  readonly instruction: string;
  readonly usesPrompt: boolean;
  readonly maxNewTokens: number;
  /** What one host takes. */
  readonly memoryMB: number;
  /** SHA-256 over names and hashes of the model's files, 64 hex digits. */
  readonly digest: string;
  /** Where its weights come from, where this project trained them; said by its replies, in no key. */
  readonly origin?: string;
}
