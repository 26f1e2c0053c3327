import { selectNodes, useScreen } from '../app/screen.ts';

/** The node, note or frame that an element belongs to. */
export function nodeAt(element: Element | null | undefined): string | undefined {
  return element?.closest('.react-flow__node')?.getAttribute('data-id') ?? undefined;
}

/** What is done by key is done to the node that has the focus, not to one that was chosen before. */
export function chooseFocused(from: Element | undefined): void {
  const node = nodeAt(from);
  if (node !== undefined && !useScreen.getState().selection.includes(node)) selectNodes([node]);
}
