import type { FinishReason } from '../../core/sample.ts';

/** Numbers under which finish reasons and origins are stored; never reordered. */
export const FINISH_REASONS: readonly FinishReason[] = ['stop', 'length', 'content-filter', 'other'];
export const ORIGINS = ['generated', 'existing', 'edit'] as const;

/** SQL for the head of the chain of `c`, as of review sequence `:sequence`. */
export const HEAD_OF_C = `coalesce(
  (select e.caption from edits e where e.chain = c.chain and e.sequence <= :sequence order by e.sequence desc limit 1), c.chain)`;
/** Review sequence that takes every edit in. */
export const ALL_EDITS = Number.MAX_SAFE_INTEGER;
