import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import {
  DESKTOP_BRIDGE,
  type DesktopBridge,
  ENGINE_PORT_MESSAGE,
  type EngineState,
  type MenuCommand,
  type OpenRequest,
} from '../core/desktop-bridge.ts';
import { CHANNELS } from './channels.ts';

/** Delivers what the main process sends on a channel; what comes before anybody listens waits for the first listener. */
function channelOf<T>(channel: string) {
  const listeners = new Set<(value: T) => void>();
  const waiting: T[] = [];
  ipcRenderer.on(channel, (_event: IpcRendererEvent, value: T) => {
    if (listeners.size === 0) waiting.push(value);
    for (const listener of listeners) listener(value);
  });
  return (listener: (value: T) => void) => {
    listeners.add(listener);
    for (const value of waiting.splice(0)) listener(value);
    return () => {
      listeners.delete(listener);
    };
  };
}

// A port cannot cross the bridge; it can travel with a message to the page's own window. No other page is ever in it.
ipcRenderer.on(CHANNELS.enginePort, (event: IpcRendererEvent) => {
  window.postMessage(ENGINE_PORT_MESSAGE, '*', event.ports);
});

const bridge: DesktopBridge = {
  platform: process.platform,
  connect: () => void ipcRenderer.invoke(CHANNELS.ready),
  chooseFolder: () => ipcRenderer.invoke(CHANNELS.chooseFolder),
  chooseFile: (extensions) => ipcRenderer.invoke(CHANNELS.chooseFile, extensions),
  chooseSavePath: (name) => ipcRenderer.invoke(CHANNELS.chooseSavePath, name),
  reveal: (path) => ipcRenderer.invoke(CHANNELS.reveal, path),
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
  notify: (note) => ipcRenderer.invoke(CHANNELS.notify, note),
  keychain: () => ipcRenderer.invoke(CHANNELS.keychain),
  showProject: (project) => ipcRenderer.invoke(CHANNELS.showProject, project),
  showKeys: (keys) => ipcRenderer.invoke(CHANNELS.showKeys, keys),
  onCommand: channelOf<MenuCommand>(CHANNELS.command),
  onOpen: channelOf<OpenRequest>(CHANNELS.open),
  onEngineState: channelOf<EngineState>(CHANNELS.engineState),
};

contextBridge.exposeInMainWorld(DESKTOP_BRIDGE, bridge);
