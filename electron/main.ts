import path from 'node:path';
import { app, dialog, protocol } from 'electron';
import type { MenuCommand } from '../core/desktop-bridge.ts';
import { assetsFolder } from './app-folders.ts';
import { AppWindow } from './app-window.ts';
import { CHANNELS } from './channels.ts';
import { serveDialogs } from './dialogs.ts';
import { EngineProcess } from './engine-host.ts';
import { createKeychain } from './keychain.ts';
import { installMenu } from './menu.ts';
import { isProjectPath, readCommand, readCommandLine } from './open-requests.ts';
import { SCHEMES, serveProtocols } from './protocols.ts';
import { answer } from './requests.ts';
import { denyPermissions, hardenPages } from './window.ts';

/** A crash so soon after the last one is not answered by another start alone. Milliseconds. */
const RESTART_MS = 60_000;

/* The desktop app: one process, one window, one engine. Everything before `whenReady` has to happen before the app is ready. */

app.enableSandbox();
protocol.registerSchemesAsPrivileged([...SCHEMES]);

const command = readCommand(process.argv, app.isPackaged);
if (command !== undefined) runInTerminal(command);
else if (app.requestSingleInstanceLock()) start();
else app.quit();

/** The command line, without a window; beside a running app too, which has the lock of the single instance. */
function runInTerminal(argv: readonly string[]): void {
  app.disableHardwareAcceleration();
  app.dock?.hide();
  void import('./command-line.ts').then(({ runInApp }) => runInApp(argv));
}

function start(): void {
  const folder = app.getAppPath();
  const userData = app.getPath('userData');
  const keychain = createKeychain(path.join(userData, 'keys.json'));
  const engine = new EngineProcess(
    { version: app.getVersion(), dataFolder: userData, assetsFolder: assetsFolder() },
    keychain,
    {
      onReady: () => window.engineReady(),
      onCrash: restart,
    },
  );
  const window = new AppWindow(path.join(folder, 'dist', 'electron', 'preload.cjs'), engine);

  /** The engine starts again by itself, unless it did so a moment ago: then something is wrong that a person has to know of. */
  let restartedAt = Number.NEGATIVE_INFINITY;
  function restart(reason: string): void {
    window.engineCrashed();
    const now = performance.now();
    if (now - restartedAt < RESTART_MS) {
      void offerRestart(reason);
      return;
    }
    restartedAt = now;
    engine.start(window.project);
  }

  async function offerRestart(reason: string): Promise<void> {
    const question = {
      type: 'error' as const,
      title: 'Ekphrasis',
      message: 'The engine stopped unexpectedly again.',
      detail: `What was finished is stored. Start the engine again, then press Run to go on.\n\n${reason}`,
      buttons: ['Start the engine', 'Quit'],
      defaultId: 0,
      cancelId: 1,
    };
    const parent = window.native;
    const { response } = await (parent
      ? dialog.showMessageBox(parent, question)
      : dialog.showMessageBox(question));
    if (response === 0) engine.start(window.project);
    else app.quit();
  }

  hardenPages();
  app.on('second-instance', (_event, commandLine, workingDirectory) => {
    const request = readCommandLine(commandLine, workingDirectory);
    if (request) window.open(request);
    else window.show();
  });
  // macOS: a document was opened in the Finder or dropped on the icon; may come before the app is ready.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (isProjectPath(file)) void app.whenReady().then(() => window.open({ kind: 'project', path: file }));
  });
  app.on('activate', () => window.show());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  closeEngineFirst(engine);

  void app.whenReady().then(() => {
    denyPermissions();
    serveProtocols(path.join(folder, 'dist', 'renderer'), (address) => engine.picture(address));
    serveDialogs();
    answer(CHANNELS.keychain, () => keychain.state());
    window.serve();
    const send = (command: MenuCommand) => window.command(command);
    installMenu(send);
    answer(CHANNELS.showKeys, (keys) => installMenu(send, keys));
    engine.start();
    const request = readCommandLine(process.argv, process.cwd());
    if (request) window.open(request);
    else window.show();
  });
}

/** Quitting waits until the engine has stopped its run and closed its project. */
function closeEngineFirst(engine: EngineProcess): void {
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed || !engine.running) return;
    event.preventDefault();
    void engine.close().then(() => {
      closed = true;
      app.quit();
    });
  });
}
