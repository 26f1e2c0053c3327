import type { DatasetRecord } from '../../../core/artifact.ts';
import type { Match } from './swap-plan.ts';

/**
 * A record with another's caption. By file name the whole record is the other's; else id, image and what else is known of it stay, and the
 * reply changes, with its question or without. What it was is noted in the metadata.
 */
export function swapped(
  record: DatasetRecord,
  caption: DatasetRecord,
  match: Match,
  question: 'theirs' | 'ours',
): DatasetRecord {
  const note = { swapped: { by: match, instead: record.id, ...(record.model && { model: record.model }) } };
  if (match === 'name') return { ...caption, metadata: { ...caption.metadata, ...note } };
  const reply = caption.conversations.findLast(({ from }) => from === 'gpt');
  const conversations =
    question === 'theirs' || reply === undefined
      ? caption.conversations
      : record.conversations.map((turn) => (turn.from === 'gpt' ? reply : turn));
  const { caption: _formerCaption, model: _formerModel, ...kept } = record;
  return {
    ...kept,
    conversations,
    ...(caption.caption !== undefined && { caption: caption.caption }),
    ...(caption.model !== undefined && { model: caption.model }),
    metadata: { ...record.metadata, ...note },
  };
}
