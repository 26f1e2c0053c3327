import type { Page } from '@playwright/test';
import { atRest } from './open-canvas.ts';

/**
 * Presses the keys once the page has come to rest, and gives the time from the press to the frame in which the canvas shows so many nodes,
 * milliseconds. Throws when it does not come to it.
 */
export async function measureKeys(page: Page, keys: string, nodes: number): Promise<number> {
  // What was pasted or redone is measured and drawn once more after it has come: that is not part of what follows.
  await atRest(page);
  await page.evaluate(awaitNodes, nodes);
  await page.keyboard.press(keys);
  return await page.evaluate(takeTime);
}

/** In the page: times from the next key to the frame after which so many nodes are on the canvas. */
function awaitNodes(nodes: number): void {
  const shown = new Promise<number>((resolve, reject) => {
    let pressed = 0;
    const onKey = (event: KeyboardEvent) => {
      pressed = event.timeStamp;
    };
    window.addEventListener('keydown', onKey, true);
    const giveUp = setTimeout(() => reject(new Error(`There are not ${nodes} nodes on the canvas.`)), 30_000);
    const layer = document.querySelector('.react-flow__nodes');
    const look = () => {
      if (pressed === 0 || layer?.childElementCount !== nodes) return;
      observer.disconnect();
      window.removeEventListener('keydown', onKey, true);
      clearTimeout(giveUp);
      // The task after the next frame: what was drawn has left the page by then.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - pressed);
        port2.postMessage('');
      });
    };
    const observer = new MutationObserver(look);
    if (layer) observer.observe(layer, { childList: true });
  });
  shown.catch(() => undefined); // whoever takes the time has the error
  Object.assign(window, { nodesShown: shown });
}

/** In the page: that time, milliseconds. */
function takeTime(): Promise<number> {
  return (window as unknown as { readonly nodesShown: Promise<number> }).nodesShown;
}
