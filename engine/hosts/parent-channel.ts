/** The host's end of the channel to the engine. */
export interface ParentChannel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What Electron's `process.parentPort` has; declared here because this code also runs without Electron. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/**
 * Finds the parent: Electron's utility process has a port, a child process of Node has an IPC channel.
 * A child ends when its parent goes away, so that no host outlives the app; Electron sees to that by itself.
 */
export function parentChannel(): ParentChannel {
  const port = (process as { readonly parentPort?: UtilityPort }).parentPort;
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    };
  }
  if (process.send === undefined) throw new Error('This program is started by Ekphrasis, not by hand.');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) => {
      // The parent may be gone already; then nobody waits for the message and `disconnect` ends this process.
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => process.on('message', listener),
  };
}
