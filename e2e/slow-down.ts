import type { BrowserContext, Page } from '@playwright/test';

/** Milliseconds at most that a request waits before it leaves for the engine. */
const LATENCY = 400;
/** Times slower that the page's scripts run than the machine could. */
const THROTTLE = 3;

/**
 * Plays a bad day: each request to the engine waits for a while of its own, so that answers come late and in another order, and the
 * page computes slowly. What a journey, or the app, has left to luck shows itself. `EKPHRASIS_SLOW=1 npm run journeys`.
 */
export async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  await context.addInitScript(holdBack, LATENCY);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
}

/** Runs in the page. What belongs to one call keeps its order. */
function holdBack(latency: number): void {
  const send = WebSocket.prototype.send;
  const calls = new Map<string, Promise<void>>();
  WebSocket.prototype.send = function (data) {
    const call = typeof data === 'string' ? (/^{"i":"?(\w+)/.exec(data)?.[1] ?? '') : '';
    const earlier = calls.get(call);
    const wait = earlier
      ? Promise.resolve()
      : new Promise<void>((done) => setTimeout(done, Math.random() * latency));
    const sent = Promise.all([earlier, wait]).then(() => {
      if (this.readyState === WebSocket.OPEN) send.call(this, data);
    });
    calls.set(call, sent);
    void sent.then(() => calls.get(call) === sent && calls.delete(call));
  };
}
