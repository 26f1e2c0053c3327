import { z } from 'zod';
import { NODE_FIELDS } from './compare-flows.ts';
import { frameSchema, nodeSchema, noteSchema, usedIdsSchema, wireSchema } from './flow-schema.ts';
import type { FlowStep } from './flow-step.ts';

const change = <N extends z.ZodType<string>>(name: N) =>
  z.object({ name, before: z.unknown().optional(), after: z.unknown().optional() });
const marks = <T extends z.ZodType>(mark: T) =>
  z.object({
    added: z.array(mark),
    removed: z.array(mark),
    changed: z.array(z.object({ before: mark, after: mark })),
    order: z.array(z.string()).optional(),
  });

/**
 * Steps as a stranger's project may hold them. Values of changes are free: whoever applies a step checks what comes of it
 * with `flowSchema`.
 */
export const flowStepSchema = z.object({
  difference: z.object({
    added: z.array(nodeSchema),
    removed: z.array(nodeSchema),
    changed: z.array(
      z.object({
        id: z.string(),
        fields: z.array(change(z.enum(NODE_FIELDS))),
        params: z.array(change(z.string())),
      }),
    ),
    wiresAdded: z.array(wireSchema),
    wiresRemoved: z.array(wireSchema),
    notes: marks(noteSchema),
    frames: marks(frameSchema),
    nodeOrder: z.array(z.string()).optional(),
    wireOrder: z.array(z.string()).optional(),
  }),
  usedIds: usedIdsSchema.optional(),
}) as unknown as z.ZodType<FlowStep>;
