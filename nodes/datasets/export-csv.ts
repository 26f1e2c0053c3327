import { defineFileExport } from './export-file.ts';
import { csv } from './formats/csv.ts';

/** Writes a dataset as CSV. */
export const exportCsv = defineFileExport(csv, {
  summary: 'Writes the dataset as a table for spreadsheets.',
  icon: 'sheet',
  synonyms: ['excel', 'table', 'spreadsheet', 'save'],
});
