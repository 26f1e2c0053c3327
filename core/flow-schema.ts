import { z } from 'zod';
import { type Flow, FRAME_COLOURS } from './flow.ts';
import type { FlowEdit } from './flow-edit.ts';
import { type JsonObject, jsonFault } from './json.ts';

/*
 * Flows come from strangers: everything is bounded, nothing is executed, unknown node types keep their data.
 */
const id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be a short lower-case word');
const coordinate = z.number().min(-1e6).max(1e6);
const point = z.object({ x: coordinate, y: coordinate });
const size = z.number().min(20).max(20_000);
/** Any JSON within bounds. Looked through without recursion: `z.json()` runs out of stack on a few thousand levels. */
export const jsonObjectSchema = z.record(z.string().max(200), z.unknown()).superRefine((value, context) => {
  const message = jsonFault(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
}) as unknown as z.ZodType<JsonObject>;

/** A node; missing parts get their defaults. */
export const nodeSchema = z.object({
  id,
  type: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'must look like category.name'),
  version: z.int().min(1).max(1e6).default(1),
  title: z.string().max(200).default(''),
  position: point.default({ x: 0, y: 0 }),
  width: size.optional(),
  collapsed: z.boolean().optional(),
  mode: z.enum(['active', 'bypassed', 'muted']).default('active'),
  params: jsonObjectSchema.default({}),
  notes: z.string().max(100_000).default(''),
});

const end = z.object({ node: id, port: z.string().min(1).max(64) });
/** A wire; that its ends are there is for validation to say. */
export const wireSchema = z.object({ from: end, to: end });
/** A note on the canvas. */
export const noteSchema = z.object({
  id,
  position: point,
  width: size,
  height: size.optional(),
  text: z.string().max(20_000),
});
/** A frame around nodes. */
export const frameSchema = z.object({
  id,
  position: point,
  width: size,
  height: size,
  title: z.string().max(200),
  colour: z.enum(FRAME_COLOURS).optional(),
});

/** Highest number given out for each id stem. */
export const usedIdsSchema = z.record(z.string().max(64), z.int().min(1));

/** A flow as it comes in; missing parts get their defaults and ids must be unique. */
export const flowSchema = z
  .object({
    format: z.literal(1).default(1),
    nodes: z.array(nodeSchema).max(5000),
    wires: z.array(wireSchema).max(20_000).default([]),
    notes: z.array(noteSchema).max(5000).default([]),
    frames: z.array(frameSchema).max(1000).default([]),
    usedIds: usedIdsSchema.default({}),
  })
  .superRefine((flow, context) => {
    const seen = new Set<string>();
    for (const [index, node] of flow.nodes.entries()) {
      if (seen.has(node.id))
        context.addIssue({
          code: 'custom',
          path: ['nodes', index, 'id'],
          message: `"${node.id}" stands twice`,
        });
      seen.add(node.id);
    }
  }) satisfies z.ZodType<Flow>;

/** Edits as they come from outside; the same union as `FlowEdit`. */
export const flowEditSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add-node'), node: nodeSchema }),
  z.object({ kind: z.literal('remove-nodes'), ids: z.array(id) }),
  z.object({ kind: z.literal('move'), moves: z.array(z.object({ id, position: point })) }),
  z.object({
    kind: z.literal('set-params'),
    id,
    params: jsonObjectSchema,
    reset: z.array(z.string()).optional(),
  }),
  z.object({
    kind: z.literal('set-node'),
    id,
    title: z.string().max(200).optional(),
    mode: z.enum(['active', 'bypassed', 'muted']).optional(),
    width: size.optional(),
    collapsed: z.boolean().optional(),
    notes: z.string().max(100_000).optional(),
  }),
  z.object({ kind: z.literal('connect'), wire: wireSchema }),
  z.object({ kind: z.literal('disconnect'), wire: wireSchema }),
  z.object({ kind: z.literal('put-note'), note: noteSchema }),
  z.object({ kind: z.literal('put-frame'), frame: frameSchema }),
  z.object({ kind: z.literal('remove-marks'), ids: z.array(id) }),
  z.object({ kind: z.literal('replace'), flow: flowSchema }),
]) satisfies z.ZodType<FlowEdit>;
