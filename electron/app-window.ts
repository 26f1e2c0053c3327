import { app, type BrowserWindow } from 'electron';
import type { EngineState, MenuCommand, OpenRequest } from '../core/desktop-bridge.ts';
import { CHANNELS } from './channels.ts';
import type { EngineProcess } from './engine-host.ts';
import { answer } from './requests.ts';
import { openWindow } from './window.ts';

/** The app's window with its way to the engine; the page may be reloaded, and the engine restarted, at any time. */
export class AppWindow {
  readonly #preload: string;
  readonly #engine: EngineProcess;
  #window: BrowserWindow | undefined;
  /** The page has asked for its port; until then what is to be opened waits. */
  #ready = false;
  #wantsPort = false;
  #waiting: OpenRequest[] = [];
  #project: string | undefined;

  constructor(preload: string, engine: EngineProcess) {
    this.#preload = preload;
    this.#engine = engine;
  }

  /** Answers what pages ask of their own window. Called once. */
  serve(): void {
    answer(CHANNELS.ready, (_nothing, sender) => {
      if (sender !== this.#window?.webContents) return;
      this.#ready = true;
      this.#wantsPort = true;
      this.#handPort();
      for (const request of this.#waiting.splice(0)) this.#send(CHANNELS.open, request);
    });
    answer(CHANNELS.showProject, (project, sender) => {
      if (sender !== this.#window?.webContents) return;
      this.#project = project?.path;
      this.#window.setTitle(project ? `${project.name} · Ekphrasis` : 'Ekphrasis');
      if (process.platform === 'darwin') this.#window.setRepresentedFilename(project?.path ?? '');
      if (project) app.addRecentDocument(project.path);
    });
  }

  /** The native window, for dialogs; undefined while none is open. */
  get native(): BrowserWindow | undefined {
    return this.#window;
  }

  /** Opens the window, or brings it to the front. */
  show(): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const window = openWindow(this.#preload);
    this.#window = window;
    // A reload starts a page that has asked for nothing yet.
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#ready = false;
    });
    // A page that crashed comes again by itself: the run goes on in the engine, and everything shown is asked for anew.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') window.webContents.reload();
    });
    window.on('closed', () => {
      this.#window = undefined;
      this.#ready = false;
      this.#wantsPort = false;
    });
  }

  open(request: OpenRequest): void {
    if (this.#ready) this.#send(CHANNELS.open, request);
    else this.#waiting.push(request);
    this.show();
  }

  command(command: MenuCommand): void {
    if (this.#ready) this.#send(CHANNELS.command, command);
  }

  /** The project that the page shows. */
  get project(): string | undefined {
    return this.#project;
  }

  /** The engine runs: a page that waits for it gets its port. */
  engineReady(): void {
    this.#handPort();
    this.#send(CHANNELS.engineState, 'running' satisfies EngineState);
  }

  engineCrashed(): void {
    this.#send(CHANNELS.engineState, 'crashed' satisfies EngineState);
  }

  #handPort(): void {
    if (!this.#wantsPort || !this.#window) return;
    const port = this.#engine.connect();
    // The engine is being started: `engineReady` comes back to this.
    if (port === undefined) return;
    this.#wantsPort = false;
    this.#window.webContents.postMessage(CHANNELS.enginePort, null, [port]);
  }

  #send(channel: string, content: unknown): void {
    this.#window?.webContents.send(channel, content);
  }
}
