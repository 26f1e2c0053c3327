import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, expect, type Page } from '@playwright/test';
import type { Order } from './electron-double.ts';

const MAIN = fileURLToPath(new URL('../../dist/electron/main.js', import.meta.url));
const REGISTER = fileURLToPath(new URL('./register-double.ts', import.meta.url));
const DESKTOP_MISSING = 'The desktop app is not built; "npm run build" does it.';

/** Why desktop journeys cannot run here; undefined where they can. */
export function whyNoDesktop(): string | undefined {
  return existsSync(MAIN) ? undefined : DESKTOP_MISSING;
}

/** What the double has seen. */
export interface DesktopFacts {
  readonly sandboxed: boolean;
  readonly schemes: readonly {
    readonly scheme: string;
    readonly privileges: Readonly<Record<string, boolean>>;
  }[];
  readonly recent: readonly string[];
  readonly leaks: readonly string[];
  readonly services: readonly string[];
  readonly windows: readonly {
    readonly title: string;
    readonly visible: boolean;
    readonly options: { readonly webPreferences: Readonly<Record<string, unknown>> };
  }[];
}

/** The desktop app as built, on the double of Electron, in a home folder of its own. */
export class Desktop {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ekphrasis-desktop-')));
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly output: string[] = [];
  readonly #printed: string[] = [];
  #browser: Browser | undefined;
  #lastId = 0;

  constructor(args: readonly string[] = []) {
    mkdirSync(path.join(this.folder, 'userData'));
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(EKPHRASIS_(?!CHROMIUM)|OPENAI_|HF_)/.test(name),
    );
    this.#child = fork(MAIN, [...args], {
      cwd: this.folder,
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', REGISTER],
      env: { ...Object.fromEntries(inherited), HOME: this.folder, EKPHRASIS_DOUBLE_FOLDER: this.folder },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    this.#child.stdout?.on('data', (text: string) => this.#printed.push(text));
    this.#child.on('message', ({ id, result }: { id: number; result: unknown }) => {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    });
  }

  /** The window's page, over the browser's debugging port. */
  async page(): Promise<Page> {
    const file = path.join(this.folder, 'chromium', 'DevToolsActivePort');
    await expect.poll(() => existsSync(file), { message: this.output.join('') }).toBe(true);
    const [port] = readFileSync(file, 'utf8').split('\n');
    this.#browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const browser = this.#browser;
    const find = () =>
      browser
        .contexts()[0]
        ?.pages()
        .find((page) => page.url().startsWith('http://app.'));
    await expect.poll(() => find() !== undefined).toBe(true);
    const page = find();
    if (!page) throw new Error('The window has no page.');
    return page;
  }

  order(order: Order): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#child.send({ id, order });
    });
  }

  async facts(): Promise<DesktopFacts> {
    return (await this.order({ type: 'facts' })) as DesktopFacts;
  }

  /** Waits for a dialog, gives what it showed, and answers it. */
  async answerDialog(
    value: object,
  ): Promise<{ readonly kind: string; readonly options: Record<string, unknown> }> {
    await expect.poll(() => this.order({ type: 'dialog' })).not.toBeNull();
    const dialog = await this.order({ type: 'dialog' });
    await this.order({ type: 'answer', value });
    return dialog as { kind: string; options: Record<string, unknown> };
  }

  /** Quits as a person does; resolves with the exit code. */
  quit(): Promise<number | null> {
    const ended = this.ended();
    void this.order({ type: 'quit' });
    return ended;
  }

  async close(): Promise<void> {
    const ended = this.ended();
    this.#child.kill('SIGKILL');
    await ended;
    await this.#browser?.close().catch(() => undefined); // it ended with its process
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What stdout got. */
  printed(): string {
    return this.#printed.join('');
  }

  /** The exit code, once all that was written has come. */
  ended(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.resolve(this.#child.exitCode);
    return new Promise((resolve) => this.#child.once('close', resolve));
  }
}
