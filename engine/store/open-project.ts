import type { Flow } from '../../core/flow.ts';
import type { Json } from '../../core/json.ts';
import type { ProjectStore } from './project-store.ts';

export interface OpenOptions {
  /** Reads only, and takes no lock. */
  readonly readOnly?: boolean;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
}

export interface CreateOptions {
  readonly name: string;
  /** First state of the flow; empty by default. */
  readonly flow?: Flow;
  readonly isSample?: boolean;
  /** Captured defaults, see `MetaTable.value`. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly now?: () => number;
}

/**
 * Opens a project. The file is checked before anything is written. When another process owns it, the store is read-only and its notice says so.
 * Throws PROJECT_NOT_FOUND, PROJECT_FOREIGN, PROJECT_DAMAGED, PROJECT_NEWER, PROJECT_READ_ONLY, DISK_FULL.
 */
export declare function openProject(path: string, options?: OpenOptions): ProjectStore;

/** Makes a new project file and opens it. Throws OUTPUT_EXISTS where something is there already, FOLDER_NOT_FOUND, PROJECT_READ_ONLY, DISK_FULL. */
export declare function createProject(path: string, options: CreateOptions): ProjectStore;
