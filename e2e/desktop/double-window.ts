import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { type BrowserContext, chromium, type Page, type Route } from '@playwright/test';
import { type DoublePort, PortBridge } from './double-ports.ts';
import { BINDINGS, fromLocal, PICTURE_HOST, pageScript, toLocal, type Wired } from './page-script.ts';

type Handler = (request: Request) => Promise<Response>;
type IpcHandler = (event: object, content: unknown) => unknown;

/** What pages and the main process have in common in the double. */
export const handlers = { schemes: new Map<string, Handler>(), ipc: new Map<string, IpcHandler>() };

/** Requests of pages for anything but the app's own schemes: none is let through. */
export const leaks: string[] = [];

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly webPreferences?: { readonly preload?: string };
}

/** As Electron's `WebContents`, over a page of headless Chromium. */
export class DoubleWebContents extends EventEmitter {
  page: Page | undefined;
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly #ports = new PortBridge((message) => {
    if (message.kind === 'port') this.#queue(message.id, wire(message.data));
    else void this.#call('__doublePortClose', [message.id]);
  });
  readonly #waiting = new Map<number, Wired[]>();

  getURL(): string {
    return this.page ? fromLocal(this.page.url()) : '';
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  send(channel: string, content: unknown): void {
    void this.#call('__doubleDeliver', [channel, content, []]);
  }

  postMessage(channel: string, content: unknown, ports: readonly DoublePort[]): void {
    const ids = ports.map((port) => this.#ports.add(port));
    void this.#call('__doubleDeliver', [channel, content, ids]);
  }

  fromPage(id: number, { ...wired }: Wired): void {
    const data = 'text' in wired ? wired.text : new Uint8Array(Buffer.from(wired.bytes, 'base64'));
    this.#ports.receive({ kind: 'port', id, data });
  }

  /** The page is gone, or another one comes: its ends of all ports are. */
  forgetPage(): void {
    this.#ports.closeAll();
  }

  /** Messages that come in one turn travel together, in their order. */
  #queue(id: number, message: Wired): void {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      waiting.push(message);
      return;
    }
    const messages = [message];
    this.#waiting.set(id, messages);
    setImmediate(() => {
      this.#waiting.delete(id);
      void this.#call('__doublePortMessages', [id, messages]);
    });
  }

  async #call(name: string, args: readonly unknown[]): Promise<void> {
    try {
      await this.page?.evaluate(
        ([method, given]) =>
          (window as unknown as Record<string, (...all: unknown[]) => void>)[method]?.(...given),
        [name, args] as [string, unknown[]],
      );
    } catch {
      // The page was closed or reloaded meanwhile: what was meant for it is lost, as it is in Electron.
    }
  }
}

/** As Electron's `BrowserWindow`. */
export class DoubleBrowserWindow extends EventEmitter {
  static readonly all: DoubleBrowserWindow[] = [];
  /** Set by the double's start: the browser's context, and what tells the app of new pages. */
  static context: () => Promise<BrowserContext> = () =>
    Promise.reject(new Error('The double was not started.'));
  static created: (contents: DoubleWebContents) => void = () => undefined;
  readonly options: WindowOptions;
  readonly webContents = new DoubleWebContents();
  title = '';
  shown = false;
  #destroyed = false;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    DoubleBrowserWindow.all.push(this);
    DoubleBrowserWindow.created(this.webContents);
  }

  static fromWebContents(contents: DoubleWebContents): DoubleBrowserWindow | null {
    return DoubleBrowserWindow.all.find((window) => window.webContents === contents) ?? null;
  }

  static getAllWindows(): readonly DoubleBrowserWindow[] {
    return DoubleBrowserWindow.all;
  }

  async loadURL(address: string): Promise<void> {
    const context = await DoubleBrowserWindow.context();
    const page = context.pages()[0] ?? (await context.newPage());
    this.webContents.page = page;
    await page.setViewportSize({ width: this.options.width ?? 800, height: this.options.height ?? 600 });
    await page.exposeBinding(BINDINGS.invoke, ({ frame }, channel: string, content: unknown) =>
      this.#invoke({ url: fromLocal(frame.url()), parent: frame.parentFrame() }, channel, content),
    );
    await page.exposeBinding(BINDINGS.port, (_source, id: number, wired: Wired) =>
      this.webContents.fromPage(id, wired),
    );
    const { preload } = this.options.webPreferences ?? {};
    if (preload !== undefined)
      await page.addInitScript({ content: pageScript(readFileSync(preload, 'utf8')) });
    await page.route('**/*', (route) => this.#serve(route));
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      this.webContents.forgetPage();
      this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    });
    page.on('close', () => this.#close());
    await page.goto(toLocal(address));
    this.emit('ready-to-show');
  }

  show(): void {
    this.shown = true;
  }

  focus(): void {
    this.shown = true;
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {
    this.shown = true;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  setRepresentedFilename(): void {
    // macOS only; there is nothing to look at.
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  async #invoke(senderFrame: object, channel: string, content: unknown): Promise<unknown> {
    const handler = handlers.ipc.get(channel);
    if (!handler) throw new Error(`No handler for ${channel}.`);
    return handler({ sender: this.webContents, senderFrame }, content ?? undefined);
  }

  async #serve(route: Route): Promise<void> {
    const request = route.request();
    const address = fromLocal(request.url());
    const handler = handlers.schemes.get(new URL(address).protocol.slice(0, -1));
    if (!handler) {
      leaks.push(address);
      return route.abort('blockedbyclient');
    }
    const response = await handler(new Request(address, { method: request.method() }));
    const headers = Object.fromEntries(response.headers);
    const policy = headers['content-security-policy'];
    // The policy's schemes in their places on localhost; all else in it stays as it is.
    if (policy !== undefined)
      headers['content-security-policy'] = policy.replace(/\bekp:(?=[\s;])/, `http://*.${PICTURE_HOST}`);
    await route.fulfill({
      status: response.status,
      headers,
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  #close(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.forgetPage();
    DoubleBrowserWindow.all.splice(DoubleBrowserWindow.all.indexOf(this), 1);
    this.emit('closed');
  }
}

function wire(data: unknown): Wired {
  if (typeof data === 'string') return { text: data };
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array);
  return { bytes: Buffer.from(bytes).toString('base64') };
}

/** Chromium with one context, whose pages a test reaches over the debugging port. */
export async function startChromium(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: process.env.EKPHRASIS_CHROMIUM || undefined,
    args: ['--remote-debugging-port=0', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}
