/** A process that the host started for the engine; messages are structured-clonable. */
export interface HostChannel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, after the process has ended for whatever reason. */
  onExit(listener: (exit: { readonly code: number | null; readonly signal: string | null }) => void): void;
  kill(): void;
}

/** Entries that may be started as processes of their own. */
export type HostEntry = 'local-model';

/** Secrets by name. Desktop: the system's keychain; CLI and web: environment or a 0600 file. Never in a project, log or argument. */
export interface Keychain {
  get(name: string): Promise<string | undefined>;
  /** Null removes it. */
  set(name: string, secret: string | null): Promise<void>;
}

/** What differs between Electron, the browser version and the command line. The engine never forks by itself. */
export interface EngineHost {
  readonly kind: 'desktop' | 'web' | 'cli';
  readonly version: string;
  readonly spawnHost: (entry: HostEntry, environment: Readonly<Record<string, string>>) => HostChannel;
  readonly keychain: Keychain;
  /** Settings, downloaded models, default place of projects. Absolute. */
  readonly dataFolder: string;
  /** The app's read-only assets. Absolute. */
  readonly assetsFolder: string;
}
