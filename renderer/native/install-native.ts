import { desktopAbilities } from './desktop-abilities.ts';
import { installNative } from './native-abilities.ts';
import { webAbilities } from './web-abilities.ts';

/** Installs the abilities of this surrounding: a desktop window's where its bridge is, else a browser tab's. */
export function installNativeAbilities(): void {
  const bridge = window.ekphrasis;
  installNative(bridge ? desktopAbilities(bridge) : webAbilities());
}
