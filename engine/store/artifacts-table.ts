import type { Artifact, ArtifactDraft, DatasetRecord } from '../../core/artifact.ts';
import type { ArtifactId, NodeId, RunId } from '../../core/ids.ts';
import type { ResultKey } from './run-store.ts';

/** Frozen datasets, models and evaluations, and notes of jobs that made files. */
export interface ArtifactsTable {
  /** The artifact under this key, when as many records are there as were saved. */
  find(key: ResultKey): Artifact | undefined;
  /** Takes the records one by one into one transaction; nothing stays when they throw. */
  save(key: ResultKey, node: NodeId, run: RunId, draft: ArtifactDraft): Artifact;
  latest(node: NodeId): Artifact | undefined;
  get(id: ArtifactId): Artifact | undefined;
  /** Newest first. */
  list(): readonly Artifact[];
  page(id: ArtifactId, offset: number, limit: number): readonly DatasetRecord[];
  /** All records in order, read page by page. */
  records(id: ArtifactId): Iterable<DatasetRecord>;
  /** Reads everything and compares the digest. */
  verify(id: ArtifactId): boolean;

  findJob(
    key: ResultKey,
  ): { readonly summary: string; readonly files: Readonly<Record<string, string>> } | undefined;
  saveJob(key: ResultKey, node: NodeId, summary: string, files: Readonly<Record<string, string>>): void;
}
