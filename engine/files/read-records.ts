import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import { MAX_RECORD_LENGTH, readLines, readText } from './read-lines.ts';
import { ArraySplitter, ArraySyntaxError } from './split-json-array.ts';

/** Deeper records would exhaust the stack of whatever walks through them. */
const MAX_DEPTH = 100;

const LINES_EXTENSIONS = new Set(['.jsonl', '.ndjson', '.jsonlines']);

/**
 * Records of a JSON array, or of JSON Lines (by extension, else when the first character that is not white space is not `[`), one at a time; empty
 * lines are passed over. Throws FORMAT_INVALID with the record's or line's number, and what `readText` does.
 */
export async function* readRecords(file: string): AsyncGenerator<Json> {
  const asLines = LINES_EXTENSIONS.has(path.extname(file).toLowerCase()) || !(await beginsWithBracket(file));
  yield* asLines ? readJsonLines(file) : readJsonArray(file);
}

async function* readJsonLines(file: string): AsyncGenerator<Json> {
  let line = 0;
  for await (const text of readLines(file)) {
    line++;
    if (text.trim() !== '') yield parse(text, `line ${line}`, file);
  }
}

async function* readJsonArray(file: string): AsyncGenerator<Json> {
  const splitter = new ArraySplitter(MAX_RECORD_LENGTH);
  let number = 0;
  try {
    for await (const text of readText(file))
      for (const element of splitter.push(text)) {
        number++;
        yield parse(element, `record ${number}`, file);
      }
    splitter.end();
  } catch (thrown) {
    if (!(thrown instanceof ArraySyntaxError)) throw thrown;
    throw invalid(file, `record ${thrown.element}`, thrown.message);
  }
}

async function beginsWithBracket(file: string): Promise<boolean> {
  for await (const text of readText(file)) {
    const start = text.trimStart();
    if (start !== '') return start.startsWith('[');
  }
  return false;
}

function parse(text: string, place: string, file: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw invalid(file, place, 'it is not valid JSON', text, thrown);
  }
  if (isDeeper(value, MAX_DEPTH)) throw invalid(file, place, `it is nested more than ${MAX_DEPTH} deep`);
  return value;
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: Json) => isDeeper(inner, levels - 1));
}

function invalid(file: string, place: string, why: string, text?: string, cause?: unknown): UserError {
  return new UserError('FORMAT_INVALID', `“${path.basename(file)}” cannot be read at ${place}: ${why}.`, {
    remedy: 'Correct the file; it should hold a JSON list, or one JSON record a line.',
    ...(text !== undefined && { excerpt: text.trim().slice(0, 200) }),
    ...(cause !== undefined && { cause }),
  });
}
