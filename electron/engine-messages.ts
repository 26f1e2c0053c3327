import type { HostEntry } from '../engine/index.ts';
import type { PictureAddress } from './addresses.ts';
import type { Picture } from './protocols.ts';

/** What the engine process is started with, as JSON in its one argument. */
export interface EngineStart {
  readonly version: string;
  readonly dataFolder: string;
  readonly assetsFolder: string;
  /** Opened before the first page is served: what was open when the engine before this one ended. */
  readonly project?: string;
}

/** From the main process to the engine's. */
export type ToEngine =
  /** Comes with a port, over which the contract is to be served to one page. */
  | { readonly type: 'connect' }
  | { readonly type: 'picture'; readonly id: number; readonly address: PictureAddress }
  | { readonly type: 'secret'; readonly id: number; readonly secret?: string; readonly error?: string }
  | { readonly type: 'host-message'; readonly host: number; readonly message: unknown }
  | { readonly type: 'host-exit'; readonly host: number; readonly code: number }
  | { readonly type: 'close' };

/** From the engine process to the main one. Its model hosts are started, and spoken to, by way of the main process. */
export type FromEngine =
  | { readonly type: 'ready' }
  /** It could not start; the process ends after this. */
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'picture'; readonly id: number; readonly picture?: Picture }
  | { readonly type: 'get-secret'; readonly id: number; readonly name: string }
  | {
      readonly type: 'set-secret';
      readonly id: number;
      readonly name: string;
      readonly secret: string | null;
    }
  | {
      readonly type: 'start-host';
      readonly host: number;
      readonly entry: HostEntry;
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly type: 'host-message'; readonly host: number; readonly message: unknown }
  | { readonly type: 'kill-host'; readonly host: number };
