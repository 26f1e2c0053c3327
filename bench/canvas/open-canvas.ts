import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { CANVAS, type View } from './stages.ts';
import type { FlowServer } from './start-flow-server.ts';

/** Until a page with a thousand nodes has come to rest, milliseconds. */
const LIMIT_MS = 60_000;
/** So much may panels have grown before editor and peer show too different a part of the flow, pixels. */
const MOST_OFF = 24;
/** As `useScreen` keeps it (renderer/app/screen.ts). */
const SCREEN_KEY = 'ekphrasis.screen';

/** Opens the editor on the served flow with this in view and these nodes chosen, as after a reload. */
export async function openEditor(
  page: Page,
  server: FlowServer,
  view: View,
  selection: readonly string[] = [],
): Promise<void> {
  const screen = { state: { project: server.project, viewport: view, selection }, version: 0 };
  // Before the page's own scripts: the page that is left would write where it stood over it.
  await page.addInitScript(([key, value]) => sessionStorage.setItem(key, value), [
    SCREEN_KEY,
    JSON.stringify(screen),
  ] as const);
  // The address with the token is good once; what follows goes by its cookie.
  if (!page.url().startsWith('http')) await page.goto(server.url);
  await page.goto(new URL('/', server.url).href);
  await atRest(page);
  const box = await page.locator('.react-flow').boundingBox();
  const off = Math.max(
    Math.abs((box?.width ?? 0) - CANVAS.width),
    Math.abs((box?.height ?? 0) - CANVAS.height),
  );
  if (off > MOST_OFF)
    throw new Error(`The canvas is ${box?.width} × ${box?.height}: bring bench/canvas/stages.ts up to date.`);
}

/** Opens the peer's page with this in view; `folder` is where `buildPeer` has put it. */
export async function openPeer(page: Page, address: string, chains: number, view: View): Promise<void> {
  const query = new URLSearchParams(
    Object.entries({ chains, ...view, ...CANVAS }).map(([name, value]) => [name, String(value)]),
  );
  await page.goto(`${address}/?${query}`);
  await atRest(page);
}

/** Resolves when nodes and wires are drawn and the page has nothing more to do. */
export async function atRest(page: Page): Promise<void> {
  const drawn = () =>
    document.querySelector('.react-flow__node') !== null &&
    document.querySelector('.react-flow__edge') !== null;
  await page.waitForFunction(drawn, undefined, { timeout: LIMIT_MS, polling: 100 });
  await page.evaluate(async () => {
    // All nodes are drawn once to be measured, then those in view stay: it is over when nothing has come or gone for ten idle moments.
    const count = () => document.getElementsByTagName('*').length;
    let before = -1;
    for (let still = 0; still < 10; ) {
      // After a turn of the wheel Chromium may call nobody idle for a long time.
      await new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 50), { timeout: 1000 }));
      const now = count();
      still = now === before ? still + 1 : 0;
      before = now;
    }
  });
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** Serves a folder of built files to this machine. */
export async function serveFolder(
  folder: string,
): Promise<{ readonly address: string; readonly close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(folder, pathname === '/' ? 'index.html' : pathname);
    try {
      const content = await readFile(file);
      response
        .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(content);
    } catch {
      // A favicon, for example.
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
