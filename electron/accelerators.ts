/** Names of keys that Electron has another word for. */
const NAMES: Readonly<Record<string, string>> = {
  Esc: 'Escape',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  '+': 'Plus',
};

/** The accelerator of a menu for keys as the page writes them, e.g. `Ctrl+Shift+Z`; undefined where a menu cannot show them. */
export function acceleratorOf(
  chord: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const [, held = '', key = ''] =
    /^((?:(?:Ctrl|Super|Alt|Shift)\+)*)([!-~]|F\d{1,2}|[A-Z][A-Za-z]+)$/.exec(chord) ?? [];
  if (key === '' || key === 'ContextMenu') return undefined;
  const modifiers = held
    .replace('Ctrl+', 'CmdOrCtrl+')
    .replace('Super+', platform === 'darwin' ? 'Control+' : 'Super+');
  return modifiers + (NAMES[key] ?? key);
}
