import type { Turn } from '../../core/artifact.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { ExistingCaption } from '../../core/sample.ts';

/** A record of a ShareGPT4V, LLaVA or image-folder file as it was read; the image's path is hostile and not yet checked. */
export interface ParsedRecord {
  /** '' where the record has none. */
  readonly id: string;
  readonly images: readonly string[];
  readonly conversations: readonly Turn[];
  readonly model?: string;
  /** Its other fields that are text, numbers or truth values. */
  readonly metadata: JsonObject;
}

/** Longest text of one metadata field, in UTF-16 units. */
const MAX_FIELD = 4000;
const OWN_FIELDS = new Set(['id', 'image', 'images', 'file_name', 'conversations', 'model']);
const ALT_FIELDS = ['alt', 'alt_text', 'blip_caption'];
const SPEAKERS: ReadonlyMap<unknown, Turn['from']> = new Map([
  ['human', 'human'],
  ['user', 'human'],
  ['gpt', 'gpt'],
  ['assistant', 'gpt'],
  ['system', 'system'],
]);

/**
 * Reads one record: `{id, image, conversations: [{from, value}], model?}`, or `{file_name, text}` as our JSON Lines and image folders have
 * it. Never throws: what is wrong comes as a sentence.
 */
export function parseDatasetRecord(json: Json): ParsedRecord | { readonly fault: string } {
  if (!isJsonObject(json)) return { fault: 'The record is not an object.' };
  const images = imagesOf(json);
  if (images === undefined) return { fault: 'The field "image" is neither a path nor a list of paths.' };
  const conversations = turnsOf(json);
  if (typeof conversations === 'string') return { fault: conversations };
  return {
    id: typeof json.id === 'string' || typeof json.id === 'number' ? String(json.id) : '',
    images,
    conversations,
    ...(typeof json.model === 'string' && json.model !== '' && { model: json.model }),
    metadata: metadataOf(json),
  };
}

function imagesOf(json: JsonObject): readonly string[] | undefined {
  const field = json.image ?? json.images ?? json.file_name ?? [];
  const list: readonly Json[] = Array.isArray(field) ? field : [field as Json];
  return list.every((path) => typeof path === 'string') ? list.filter((path) => path !== '') : undefined;
}

function turnsOf(json: JsonObject): readonly Turn[] | string {
  const { conversations } = json;
  if (conversations === undefined) {
    if (typeof json.text !== 'string') return [];
    const question = typeof json.question === 'string' ? json.question : '';
    return [
      { from: 'human', value: question },
      { from: 'gpt', value: json.text },
    ];
  }
  if (!Array.isArray(conversations)) return 'The field "conversations" is not a list.';
  const turns: Turn[] = [];
  for (const turn of conversations as readonly Json[]) {
    const from = isJsonObject(turn) ? SPEAKERS.get(turn.from ?? turn.role) : undefined;
    const value = isJsonObject(turn) ? (turn.value ?? turn.content) : undefined;
    if (!from || typeof value !== 'string') return `Turn ${turns.length + 1} has no speaker or no text.`;
    turns.push({ from, value });
  }
  return turns;
}

function metadataOf(json: JsonObject): JsonObject {
  const hasTurns = json.conversations !== undefined;
  const scalars = Object.entries(json).filter(
    ([name, value]) =>
      !OWN_FIELDS.has(name) &&
      (hasTurns || (name !== 'text' && name !== 'question')) &&
      ['string', 'number', 'boolean'].includes(typeof value),
  );
  // fields of a nested `metadata` are what our own JSON Lines export writes
  const nested = isJsonObject(json.metadata) ? Object.entries(json.metadata) : [];
  const fields = [...nested, ...scalars].map(
    ([name, value]) => [name, typeof value === 'string' ? value.slice(0, MAX_FIELD) : value] as const,
  );
  const all: Record<string, Json> = Object.fromEntries(fields.filter(([name]) => name !== '__proto__'));
  const alt = ALT_FIELDS.map((name) => all[name]).find((value) => typeof value === 'string' && value !== '');
  if (alt !== undefined) all.alt = alt;
  return { ...(json.id !== undefined && json.id !== null && { id: String(json.id as string) }), ...all };
}

/** The caption of a record, if it has one: its first reply, with the question that stands before it. */
export function captionsOf({ conversations, model }: ParsedRecord): readonly ExistingCaption[] {
  const first = conversations.findIndex((turn) => turn.from === 'gpt');
  const reply = conversations[first];
  if (!reply || reply.value.trim() === '') return [];
  const asked = conversations.slice(0, first).findLast((turn) => turn.from === 'human');
  const question = asked ? withoutImageMark(asked.value) : '';
  return [
    {
      text: reply.value.trim(),
      origin: 'dataset',
      ...(question !== '' && { question }),
      ...(model !== undefined && { model }),
    },
  ];
}

/** A human turn without the mark of its picture, which may stand before or after the question, on its own line or not. */
export function withoutImageMark(turn: string): string {
  return turn.replace(/\s*<image>\s*/g, '\n').trim();
}
