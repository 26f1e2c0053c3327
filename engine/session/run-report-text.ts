import type { RunReport } from '../../core/run-report.ts';
import { reportMarkdown } from './run-report-markdown.ts';
import { type KnownPlaces, publishable } from './run-report-places.ts';

/** Forms that a report is written in. */
export const REPORT_FORMATS = ['json', 'markdown'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The report as the text of a file that may leave the computer. */
export function reportText(report: RunReport, places: KnownPlaces, format: ReportFormat): string {
  const clean = publishable(report, places);
  return format === 'json' ? `${JSON.stringify(clean, null, 2)}\n` : reportMarkdown(clean);
}
