import type { DatasetRecord } from '../../core/artifact.ts';
import { canonicalJson } from '../../core/json.ts';

/**
 * Canonical JSON (RFC 8785) of a record. Its keys are known, so it is enough to write them in their order and leave the rest to the engine's own serialiser,
 * which is several times as fast as sorting; the RFC has its numbers and escapes from there.
 */
export function canonicalRecord(record: DatasetRecord): string {
  const { caption, conversations, id, images, metadata, model, split } = record;
  const before = JSON.stringify({
    caption,
    conversations: conversations.map(({ from, value }) => ({ from, value })),
    id,
    images: images.map(({ hash, height, path, root, width }) => ({ hash, height, path, root, width })),
  });
  const after = JSON.stringify({ model, split });
  return `${before.slice(0, -1)},"metadata":${canonicalJson(metadata)}${after === '{}' ? '}' : `,${after.slice(1)}`}`;
}
