import { defineFileExport } from './export-file.ts';
import { jsonLines } from './formats/json-lines.ts';

/** Writes a dataset as JSON Lines. */
export const exportJsonLines = defineFileExport(jsonLines, {
  summary: 'Writes the dataset with one JSON object a line, as image-folder loaders read it.',
  icon: 'file-text',
  synonyms: ['jsonl', 'ndjson', 'metadata', 'hugging face', 'save'],
});
