import type { ExportsTable } from '../store/exports-table.ts';

/** Which text files the app itself wrote, by absolute path and SHA-256 (64 hex digits) of their bytes [RUN16]. The store's table is one. */
export type OwnExports = Pick<ExportsTable, 'wrote' | 'isOurs'>;

/** The double for tests, and for work without a project. */
export function createOwnExportsInMemory(): OwnExports {
  const digests = new Map<string, string>();
  return {
    wrote(path, sha256) {
      digests.set(path, sha256);
    },
    isOurs: (path, sha256) => digests.get(path) === sha256,
  };
}
