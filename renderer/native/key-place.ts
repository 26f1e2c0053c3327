/** Where keys are kept in these surroundings. */
export type KeyPlace =
  | { readonly kind: 'keychain'; readonly title: string }
  /** Forgotten when the app ends. */
  | { readonly kind: 'memory' }
  /** A file that only the user can read, on the machine of the engine. */
  | { readonly kind: 'file' };

/** Asks the desktop window; in a browser tab keys lie in a file. */
export async function findKeyPlace(): Promise<KeyPlace> {
  const bridge = window.ekphrasis;
  if (!bridge) return { kind: 'file' };
  const { place, title } = await bridge.keychain();
  return place === 'keychain' ? { kind: 'keychain', title } : { kind: 'memory' };
}
