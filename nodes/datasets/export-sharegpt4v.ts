import { defineFileExport } from './export-file.ts';
import { shareGpt4v } from './formats/sharegpt4v.ts';

/** Writes a dataset as ShareGPT4V JSON. */
export const exportShareGpt4v = defineFileExport(shareGpt4v, {
  summary: 'Writes the dataset as one JSON file that LLaVA-like trainers read.',
  icon: 'file-json',
  synonyms: ['llava', 'json', 'conversations', 'save'],
});
