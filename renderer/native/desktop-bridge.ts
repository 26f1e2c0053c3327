import {
  type DesktopBridge as Bridge,
  type DESKTOP_BRIDGE,
  ENGINE_PORT_MESSAGE,
} from '../../core/desktop-bridge.ts';

/** What the desktop's preload script puts on `window.ekphrasis`; absent in a browser tab. */
export type DesktopBridge = Bridge;

/** The message that carries the engine's port to the page. */
export const PORT_MESSAGE = ENGINE_PORT_MESSAGE;

declare global {
  interface Window {
    readonly [DESKTOP_BRIDGE]?: DesktopBridge;
  }
}
