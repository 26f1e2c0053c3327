/* What hosts of the engine may import of it. */

export { main as runCommandLine } from './cli/main.ts';
export { createEngine, type Engine } from './create-engine.ts';
export type { EngineHost, HostChannel, HostEntry, Keychain } from './engine-host.ts';
export { hostEntryPath } from './hosts/spawn-child-host.ts';
export type { EngineRouter } from './rpc/router.ts';
export { type ServablePort, serveMessagePort } from './rpc/serve-message-port.ts';
export type { Picture, Pictures } from './session/pictures.ts';
