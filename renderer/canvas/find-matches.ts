import type { Flow, Point } from '../../core/flow.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';

/**
 * Ids of the nodes, notes and frames that hold every word of a query: in title, type, id, notes or the text of settings. In reading
 * order: from the top, and from the left within a row. Empty for an empty query.
 */
export function findMatches(flow: Flow, catalog: NodeCatalog, query: string): readonly string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (texts: readonly string[]) => {
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found: { readonly id: string; readonly position: Point }[] = [
    ...flow.nodes.filter((node) => {
      const type = catalog.get(node.type);
      return holds([
        node.id,
        node.title || type?.title || '',
        type?.title ?? '',
        node.type,
        node.notes,
        textOf(node.params),
      ]);
    }),
    ...flow.notes.filter((note) => holds([note.id, note.text])),
    ...flow.frames.filter((frame) => holds([frame.id, frame.title])),
  ];
  return found
    .sort((a, b) => row(a.position) - row(b.position) || a.position.x - b.position.x)
    .map(({ id }) => id);
}

/** Cards whose upper edges are within this many canvas units stand in one row. */
const ROW = 100;

function row({ y }: Point): number {
  return Math.floor(y / ROW);
}

/** Every text and number in settings; keys and marks of JSON are nobody's words. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return `${value}`;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return isJsonObject(value) ? Object.values(value).map(textOf).join('\n') : '';
}
