import { START_TEXTS } from '../texts/start.ts';

/** Larger files are no flows; the engine's bound for flow files is the same. Bytes. */
const MOST_BYTES = 32 * 2 ** 20;

/** JSON that looks like a flow, or why not. The engine checks it against the flow's schema before anything is made of it. */
export type FlowText = { readonly flow: unknown } | { readonly message: string; readonly remedy: string };

/** Reads a dropped file. A template's file holds its flow under `flow`. */
export async function readFlowText(file: Pick<File, 'size' | 'text'>): Promise<FlowText> {
  const { noFlow: message, noFlowRemedy: remedy } = START_TEXTS.drop;
  if (file.size > MOST_BYTES) return { message, remedy };
  try {
    const content: unknown = JSON.parse(await file.text());
    if (hasNodes(content)) return { flow: content };
    const inner = isObject(content) ? content.flow : undefined;
    return hasNodes(inner) ? { flow: inner } : { message, remedy };
  } catch {
    // Not JSON, or it went away while it was read: either way there is no flow.
    return { message, remedy };
  }
}

function hasNodes(content: unknown): boolean {
  return isObject(content) && Array.isArray(content.nodes);
}

function isObject(content: unknown): content is Readonly<Record<string, unknown>> {
  return typeof content === 'object' && content !== null;
}
