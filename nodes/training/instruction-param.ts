import { z } from 'zod';
import { param } from '../param.ts';

/** Takes the place of the human turn of every record. */
export const instructionParam = (instruction: string) =>
  param(z.string().max(20_000).default(instruction), {
    label: 'Instruction',
    help: 'Takes the place of every question, so that one instruction asks for all captions. Empty leaves the questions as they are.',
    widget: 'textarea',
    section: 'Data',
  });

/** Empty is none. */
export function instructionOf(instruction: string): { readonly instruction?: string } {
  return instruction.trim() === '' ? {} : { instruction };
}
