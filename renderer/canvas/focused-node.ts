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

const CONTROLS = 'button:not([disabled]), input, textarea, [role="switch"]';

/** The controls on a node's card, from the top. */
function controlsOf(card: Element): readonly HTMLElement[] {
  return [...card.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) => control.offsetParent !== null);
}

/** Gives the focus to the first control on the card; false where it has none. */
export function enterNode(card: Element | null): boolean {
  const [first] = card ? controlsOf(card) : [];
  first?.focus();
  return first !== undefined;
}

/** From a control on a card to the next one, or the one before; false where the focus is not on one. */
export function stepInNode(focused: Element | null, step: 1 | -1): boolean {
  const card = focused?.closest('.react-flow__node');
  if (!card || card === focused) return false;
  const controls = controlsOf(card);
  controls[controls.indexOf(focused as HTMLElement) + step]?.focus();
  return true;
}

/** From a control on a card back to the card; false where the focus is not on one. */
export function leaveNode(focused: Element | undefined): boolean {
  const card = focused?.closest<HTMLElement>('.react-flow__node');
  if (!card || card === focused) return false;
  card.focus({ preventScroll: true });
  return true;
}
