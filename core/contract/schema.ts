import { z } from 'zod';
import type { ErrorRecord } from '../errors.ts';
import type { CaptionId, ImageHash, RunId, SampleId } from '../ids.ts';

/** A type that our own engine fills and that needs no check on its way to our own renderer. */
export function trusted<T>(): z.ZodType<T> {
  return z.custom<T>(() => true);
}

export const imageHash = z.string().regex(/^[0-9a-f]{64}$/) as unknown as z.ZodType<ImageHash>;
export const sampleId = z.string().regex(/^[0-9a-f]{32}$/) as unknown as z.ZodType<SampleId>;
export const captionId = z.int().positive() as unknown as z.ZodType<CaptionId>;
export const runId = z.int().positive() as unknown as z.ZodType<RunId>;
export const path = z.string().min(1).max(4096);
export const shortText = z.string().max(200);

/** Every procedure may fail with a coded error; the code travels in `data`. */
export const codedErrors = {
  CODED: { status: 422, data: z.custom<ErrorRecord>(() => true) },
} as const;
