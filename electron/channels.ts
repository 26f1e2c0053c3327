/** Names of the messages between a page's preload script and the main process. What they may carry: `request-shapes.ts`. */
export const CHANNELS = {
  chooseFolder: 'dialog:folder',
  chooseFile: 'dialog:file',
  chooseSavePath: 'dialog:save',
  reveal: 'reveal',
  notify: 'notify',
  keychain: 'keychain:state',
  showProject: 'window:project',
  showKeys: 'menu:keys',
  /** The page listens now: it wants the engine's port and what is to be opened. */
  ready: 'window:ready',
  command: 'menu:command',
  open: 'open',
  engineState: 'engine:state',
  enginePort: 'engine:port',
} as const;
