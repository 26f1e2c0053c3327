import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';
import type { Watched } from './browser.ts';
import { CANVAS, type Gesture } from './stages.ts';

/** A mouse that reports as often as common ones do. */
const EVENTS_A_SECOND = 60;

/** How a page moved under the hand. */
export interface Motion {
  /** Frames a second in which what is in view had moved. */
  readonly framesPerSecond: number;
  readonly medianMs: number;
  /** 95th percentile of the time between two such frames. */
  readonly p95Ms: number;
  /** Time that the page's main thread was at work for one such frame: tells pages apart that both reach the screen's 60. */
  readonly busyMs: number;
}

/** A gesture ends where it began: a page that stands still for all of a short one and takes it in one frame has not moved. */
const ATTEMPTS = 5;

/** Does a gesture with a real mouse and counts the frames. Throws when nothing has moved in several attempts. */
export async function measureMotion(
  watched: Pick<Watched, 'page' | 'cdp'>,
  gesture: Gesture,
  seconds: number,
): Promise<Motion> {
  await watched.cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const motion = await measureOnce(watched, gesture, seconds);
    if (motion) return motion;
  }
  throw new Error('Nothing moved: the gesture did not reach the canvas.');
}

/** Undefined when no frame showed the view elsewhere. */
async function measureOnce(
  { page, cdp }: Pick<Watched, 'page' | 'cdp'>,
  gesture: Gesture,
  seconds: number,
): Promise<Motion | undefined> {
  const start = await emptyPlace(page);
  await page.mouse.move(start.x, start.y);
  if (gesture.kind === 'drag') await page.mouse.down();
  await page.evaluate(watchFrames);
  const busyBefore = await busySeconds(cdp);
  await perform(cdp, gesture, start, seconds);
  const busy = (await busySeconds(cdp)) - busyBefore;
  const gaps = await page.evaluate(takeFrames);
  if (gesture.kind === 'drag') await page.mouse.up();
  if (gaps.length === 0) return undefined;
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const total = gaps.reduce((sum, gap) => sum + gap, 0);
  return {
    framesPerSecond: (1000 * gaps.length) / total,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    busyMs: (1000 * busy) / gaps.length,
  };
}

/** Sends what a hand does at the times at which it does it, whether or not the page keeps up; resolves when the page has taken all of it. */
async function perform(
  cdp: CDPSession,
  gesture: Gesture,
  start: { readonly x: number; readonly y: number },
  seconds: number,
): Promise<void> {
  const events = Math.round(seconds * EVENTS_A_SECOND);
  const began = performance.now();
  const taken: Promise<unknown>[] = [];
  let turned = 0;
  for (let event = 1; event <= events; event += 1) {
    await sleep(Math.max(0, began + (1000 * event) / EVENTS_A_SECOND - performance.now()));
    const share = event / events;
    if (gesture.kind === 'drag') {
      const { x, y } = gesture.way(share);
      const place = { x: start.x + x, y: start.y + y };
      taken.push(
        cdp.send('Input.dispatchMouseEvent', { type: 'mouseMoved', button: 'left', buttons: 1, ...place }),
      );
    } else {
      const deltaY = gesture.turned(share) - turned;
      turned += deltaY;
      taken.push(cdp.send('Input.dispatchMouseEvent', { type: 'mouseWheel', deltaX: 0, deltaY, ...start }));
    }
  }
  await Promise.all(taken);
}

async function busySeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

/** A place near the middle of the canvas with neither node nor wire: a press there moves the view. */
function emptyPlace(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  return page.evaluate(({ left, top, width, height }) => {
    const [middleX, middleY] = [left + width / 2, top + height / 2];
    for (let radius = 0; radius < height / 2; radius += 3)
      for (let angle = 0; angle < 6.28; angle += 0.2) {
        const [x, y] = [middleX + radius * Math.cos(angle), middleY + radius * Math.sin(angle)];
        if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y };
      }
    throw new Error('There is no empty place on the canvas.');
  }, CANVAS);
}

/** In the page: notes now, and when frames come in which the view has moved. */
function watchFrames(): void {
  const viewport = document.querySelector<HTMLElement>('.react-flow__viewport');
  const frames: number[] = [performance.now()];
  let last = viewport?.style.transform;
  const note = (time: number) => {
    const now = viewport?.style.transform;
    if (now !== last) frames.push(time);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  Object.assign(window, { movedFrames: frames });
}

/** In the page: milliseconds between these frames. */
function takeFrames(): number[] {
  const { movedFrames } = window as unknown as { readonly movedFrames: readonly number[] };
  return movedFrames.slice(1).map((time, index) => time - (movedFrames[index] ?? time));
}
