import type { MenuCommand, MenuKeys, OpenRequest } from '../../core/desktop-bridge.ts';
import { openCommandPalette } from '../app/command-palette-state.ts';
import { pauseRun, startRun, stopRun } from '../app/run-control.ts';
import { goTo } from '../app/screen.ts';
import { bringInFolder } from '../canvas/bring-in.ts';
import { useCustomKeys } from '../commands/custom-keys.ts';
import { keysNow } from '../commands/registry.ts';
import { currentFlow, editFlow, travel, useFlowStore } from '../flow/flow-store.ts';
import { openKeySheet } from '../keyboard/key-sheet-state.ts';
import { engine } from '../rpc/client.ts';
import { useProject } from '../rpc/project-state.ts';
import { pickImages } from '../start/bring-in-state.ts';
import { createProject, openPath, openSample, pickProject } from '../start/open-project.ts';
import { TEXTS } from '../texts.ts';
import { native } from './native-abilities.ts';

/** Follows the desktop's menus and what it is asked to open, and tells it which project is shown. Does nothing in a browser tab. */
export function followDesktop(): () => void {
  const bridge = window.ekphrasis;
  if (!bridge) return () => undefined;
  const stops = [
    bridge.onCommand((command) => void COMMANDS[command]()),
    // What it says next comes by the watch stream, once that is connected again.
    bridge.onEngineState((state) => {
      if (state === 'crashed') useProject.setState({ connection: 'restarting' });
    }),
    useCustomKeys.subscribe(() => void bridge.showKeys(menuKeys())),
    bridge.onOpen((request) => void open(request)),
    useProject.subscribe(({ project }, before) => {
      if (project?.path === before.project?.path && project?.name === before.project?.name) return;
      if (project !== undefined)
        void bridge.showProject(project && { path: project.path, name: project.name });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

const COMMANDS: Readonly<Record<MenuCommand, () => unknown>> = {
  'new-project': () => createProject(),
  'open-project': pickProject,
  'add-images': addImages,
  'close-project': () => engine().project.close(),
  undo: () => travel('undo'),
  redo: () => travel('redo'),
  run: () => startRun(),
  pause: pauseRun,
  stop: stopRun,
  settings: () => goTo('settings'),
  palette: openCommandPalette,
  'show-flow': () => goTo('flow'),
  'show-light-table': () => goTo('light-table'),
  keys: openKeySheet,
};

/** The menus' commands that the page listens to itself, by their ids here. */
const LISTENED: MenuIds = {
  undo: 'edit.undo',
  redo: 'edit.redo',
  run: 'run.start',
  stop: 'run.stop',
  settings: 'go.settings',
  palette: 'app.commands',
};
type MenuIds = { readonly [command in MenuCommand]?: string };

/** Their keys now; empty where the user has taken them away. */
function menuKeys(): MenuKeys {
  const { keys } = keysNow();
  return Object.fromEntries(
    Object.entries(LISTENED).map(([command, id]) => [command, keys.get(id)?.[0] ?? '']),
  );
}

async function open(request: OpenRequest): Promise<void> {
  if (request.kind === 'project') await openPath(request.path);
  // The first start: the sample's captions come without a further press.
  else if (await openSample()) await startRun();
}

/** With a project open, its flow takes the folder; otherwise it becomes a project. */
async function addImages(): Promise<void> {
  if (!useProject.getState().project) return pickImages();
  const folder = await native().pickFolder();
  const added =
    folder === undefined ? undefined : bringInFolder(currentFlow(), useFlowStore.getState().catalog, folder);
  if (!added) return;
  goTo('flow');
  editFlow(added.edits, TEXTS.edits.bringIn);
}
