import { z } from 'zod';
import { param } from '../param.ts';
import { DEFAULT_PROMPTS } from './default-prompts.ts';

/** The human turns that are exported; shared by the prompt nodes. */
export const questionsParam = param(
  z.array(z.string().max(2000)).max(1000).default(DEFAULT_PROMPTS.questions),
  {
    label: 'Questions to export',
    help: 'One a line. Each image gets one of them as the human turn of its record; they are not sent.',
    widget: 'lines',
    section: 'Export',
    exportedOnly: true,
  },
);

/** One of the questions, drawn by the sample's seed (a non-negative 31-bit integer); '' where there is none. */
export function drawQuestion(questions: readonly string[], seed: number): string {
  const filled = questions.map((question) => question.trim()).filter(Boolean);
  return filled[seed % filled.length] ?? '';
}
