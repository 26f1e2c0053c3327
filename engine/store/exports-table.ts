/** Text files that the app itself wrote, so that they are recognised and foreign edits are seen [RUN16]. Paths are stored as hashes only. */
export interface ExportsTable {
  /** Notes that the file at this absolute path now holds exactly these bytes (SHA-256, 64 hex digits). Commits with the group. */
  wrote(path: string, sha256: string): void;
  /** SHA-256 of what the app last wrote there; undefined where it never wrote. */
  digest(path: string): string | undefined;
  /** True when the file still is what the app wrote: it may be overwritten, and is no input. */
  isOurs(path: string, sha256: string): boolean;
}
