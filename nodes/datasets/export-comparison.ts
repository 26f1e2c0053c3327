import { defineFileExport } from './export-file.ts';
import { ComparisonTally, comparisonTable } from './formats/comparison.ts';

/** Writes compared captions as a table, both texts of an image in one row. */
export const exportComparison = defineFileExport(comparisonTable, {
  summary: 'Writes both captions of each compared image side by side, as a table.',
  icon: 'sheet',
  synonyms: ['compare', 'two captioners', 'side by side', 'csv', 'agreement', 'report'],
  tally: () => new ComparisonTally(),
});
