import type { z } from 'zod';
import type { ParamMeta } from '../core/define-node.ts';

/** A parameter's schema with its hints, spelled so that the compiler checks the hints; plain `.meta()` takes anything. */
export function param<S extends z.ZodType>(schema: S, hints: ParamMeta): S {
  return schema.meta({ ...hints });
}
