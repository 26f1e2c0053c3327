import { z } from 'zod';
import type { FlowNode, FlowNote, Frame, Wire } from './flow.ts';
import { isNewerFlow, NEWER_FLOW } from './flow-format.ts';
import { flowSchema } from './flow-schema.ts';

/** A part of a flow on its way: copied, cut, saved to a file, or pasted from a chat. */
export interface FlowClip {
  readonly nodes: readonly FlowNode[];
  /** Between the nodes. */
  readonly wires: readonly Wire[];
  /** With one end at the nodes, and the other at a node that stayed behind. */
  readonly outside: readonly Wire[];
  readonly notes: readonly FlowNote[];
  readonly frames: readonly Frame[];
}

/** What a text says of a flow: the part it holds, or what is wrong with it. */
export type ReadClip = { readonly clip: FlowClip } | { readonly problem: string };

/** Characters of a text that is looked through; 5,000 nodes with long prompts take less. */
export const LONGEST_CLIP = 4_000_000;

/** A chat's answer has a few; a text made of fences is not looked through to its end. */
const MOST_FENCES = 50;

/** The text's JSON comes with these beside the parts of a flow; whoever writes one by hand can leave both out. */
const clipSchema = z.object({
  ekphrasis: z.unknown().optional(),
  nodes: z.array(z.unknown()).default([]),
  wires: z.array(z.unknown()).default([]),
  outside: z.array(z.unknown()).default([]),
  notes: z.array(z.unknown()).default([]),
  frames: z.array(z.unknown()).default([]),
});

/**
 * Reads a part of a flow, or a whole flow, out of any text: JSON by itself, in a code fence, or with words around it. Undefined where
 * the text is about something else.
 */
export function readClip(text: string): ReadClip | undefined {
  if (text.length > LONGEST_CLIP) return undefined;
  for (const candidate of candidates(text)) {
    const value = parse(candidate);
    const shape = clipSchema.safeParse(value);
    if (!shape.success || !isFlowLike(shape.data)) continue;
    if (isNewerFlow(value)) return { problem: NEWER_FLOW.message };
    const { nodes, wires, outside, notes, frames } = shape.data;
    const parsed = flowSchema.safeParse({ nodes, wires: [...wires, ...outside], notes, frames });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return { problem: `${issue?.path.join('.') || 'The flow'}: ${issue?.message ?? 'cannot be read'}.` };
    }
    return { clip: sortWires(parsed.data) };
  }
  return undefined;
}

/** The text, each code fence in it, and what lies between its first and last brace; each looked at once. */
function* candidates(text: string): Generator<string> {
  yield text;
  // Odd parts lie between two fences; the first line of each may name a language.
  for (const [index, part] of text.split('```', 2 * MOST_FENCES).entries())
    if (index % 2 === 1) yield part.replace(/^[^\n{]{0,40}\n/, '');
  const [first, last] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (first >= 0 && last > first) yield text.slice(first, last + 1);
}

function parse(text: string): unknown {
  if (!text.includes('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Most texts are no JSON; the next candidate may be.
    return undefined;
  }
}

/** Many things have a list of nodes: ours name a type, as `category.name`. Notes and frames alone need our mark. */
function isFlowLike({ ekphrasis, nodes, notes, frames }: z.infer<typeof clipSchema>): boolean {
  if (nodes.length === 0) return ekphrasis !== undefined && notes.length + frames.length > 0;
  return (
    ekphrasis !== undefined ||
    nodes.some((node) => {
      const type = (node as { readonly type?: unknown } | null)?.type;
      return typeof type === 'string' && type.includes('.');
    })
  );
}

function sortWires({ nodes, wires, notes, frames }: z.infer<typeof flowSchema>): FlowClip {
  const ids = new Set(nodes.map(({ id }) => id));
  const ends = ({ from, to }: Wire) => Number(ids.has(from.node)) + Number(ids.has(to.node));
  return {
    nodes,
    wires: wires.filter((wire) => ends(wire) === 2),
    outside: wires.filter((wire) => ends(wire) === 1),
    notes,
    frames,
  };
}
