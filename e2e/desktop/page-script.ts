/*
 * What runs in the page before its own scripts, in place of Electron's renderer side: the module that the preload script asks for,
 * message ports over bindings, and addresses of the app's schemes, which a plain Chromium does not know, as addresses on localhost.
 */

/** Where a scheme's addresses live in the double; `*.localhost` is a secure context without a certificate. */
export const APP_HOST = 'app.ekp-app.localhost';
export const PICTURE_HOST = 'ekp.localhost';

/** `ekp-app://app/x` ↔ `http://app.ekp-app.localhost/x`, `ekp://thumb/h` ↔ `http://thumb.ekp.localhost/h`. */
export function toLocal(address: string): string {
  return address
    .replace(/^ekp-app:\/\/app/, `http://${APP_HOST}`)
    .replace(/^ekp:\/\/([a-z]+)\//, `http://$1.${PICTURE_HOST}/`);
}

export function fromLocal(address: string): string {
  return address
    .replace(`http://${APP_HOST}`, 'ekp-app://app')
    .replace(new RegExp(`^http://([a-z]+)\\.${PICTURE_HOST.replaceAll('.', '\\.')}/`), 'ekp://$1/');
}

/** Data of a port as it crosses between page and process. */
export type Wired = { readonly text: string } | { readonly bytes: string };

/** Names of what the two sides call on each other. */
export const BINDINGS = { invoke: '__doubleInvoke', port: '__doublePort' } as const;

/** The script that installs all this and then runs the preload script's own code. */
export function pageScript(preloadCode: string): string {
  return `(${installRenderer.toString()})(${JSON.stringify({ PICTURE_HOST, BINDINGS, platform: process.platform })}, function (require, module, exports, process) {${preloadCode}\n});`;
}

interface Names {
  readonly PICTURE_HOST: string;
  readonly BINDINGS: typeof BINDINGS;
  readonly platform: string;
}

/** Runs in the page: may use nothing from this file but its arguments. */
function installRenderer(
  names: Names,
  preload: (require: (name: string) => unknown, module: object, exports: object, process: object) => void,
): void {
  const page = window as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>;
  const listeners = new Map<string, ((event: unknown, ...args: unknown[]) => void)[]>();
  const ports = new Map<number, MessagePort>();
  // A port that travels on to the page becomes another object there: these are the ones that the page has, in the order of their coming.
  const travelling: number[] = [];
  const arrived = new Map<number, MessagePort>();
  window.addEventListener('message', ({ ports: [port] }) => {
    const id = port && travelling.shift();
    if (port && id !== undefined) arrived.set(id, port);
  });

  const toBase64 = (bytes: Uint8Array) =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const fromBase64 = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const wire = (data: unknown) =>
    typeof data === 'string'
      ? { text: data }
      : { bytes: toBase64(data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array)) };

  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: object) {
        Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true });
      },
    },
    ipcRenderer: {
      on(channel: string, listener: (event: unknown, ...args: unknown[]) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
      invoke: (channel: string, content: unknown) => page[names.BINDINGS.invoke]?.(channel, content),
    },
    // A test sets where its files are supposed to lie.
    webUtils: { getPathForFile: (file: File) => (file as { doublePath?: string }).doublePath ?? '' },
  };

  Object.assign(window, {
    __doubleDeliver(channel: string, content: unknown, ids: readonly number[]) {
      const given = ids.map((id) => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = ({ data }) => void page[names.BINDINGS.port]?.(id, wire(data));
        ports.set(id, port2);
        travelling.push(id);
        return port1;
      });
      for (const listener of listeners.get(channel) ?? []) listener({ ports: given }, content);
    },
    __doublePortMessages(id: number, messages: readonly { text?: string; bytes?: string }[]) {
      for (const { text, bytes } of messages) ports.get(id)?.postMessage(text ?? fromBase64(bytes ?? ''));
    },
    __doublePortClose(id: number) {
      ports.get(id)?.close();
      ports.delete(id);
      // An extension of Electron's: in a browser nobody is told.
      arrived.get(id)?.dispatchEvent(new Event('close'));
      arrived.delete(id);
    },
  });

  const local = (address: string) =>
    address.replace(/^ekp:\/\/([a-z]+)\//, `http://$1.${names.PICTURE_HOST}/`);
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name: string, value: string) {
    setAttribute.call(this, name, name === 'src' ? local(String(value)) : value);
  };
  const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src');
  Object.defineProperty(HTMLImageElement.prototype, 'src', {
    ...source,
    set(value: string) {
      source?.set?.call(this, local(value));
    },
  });
  const setProperty = CSSStyleDeclaration.prototype.setProperty;
  CSSStyleDeclaration.prototype.setProperty = function (
    name: string,
    value: string | null,
    priority?: string,
  ) {
    setProperty.call(
      this,
      name,
      value === null ? null : value.replace(/ekp:\/\/([a-z]+)\//, `http://$1.${names.PICTURE_HOST}/`),
      priority,
    );
  };

  const module = { exports: {} };
  // A sandboxed preload script has this much of Node's `process`.
  preload(() => electron, module, module.exports, { platform: names.platform });
}
