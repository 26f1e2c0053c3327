import { goTo, selectNodes, useScreen } from '../app/screen.ts';

/** Goes to a node's settings on the canvas. */
export function showNode(id: string): void {
  selectNodes([id]);
  useScreen.setState({ inspectorTab: 'settings' });
  goTo('flow');
}
