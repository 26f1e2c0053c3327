import { formatBytes, formatOf } from '../format.ts';

/** Texts of the help menu, the guide's reader and the page about the app. */
export const HELP_TEXTS = {
  menu: 'Help',
  guide: 'Guide',
  openGuide: 'Open the guide',
  keys: 'Keyboard shortcuts',
  tour: 'Show the tour',
  about: 'About and licences',
  diagnostics: 'Copy diagnostics',
  copied: 'Diagnostics copied: versions and counts, without names, paths or captions',
  notCopied: 'The clipboard cannot be written. Allow it for this page, then try again.',
  pages: 'Pages of the guide',
  top: 'Back to the contents',
  missing: 'This page is not part of the guide.',
  missingRemedy: 'Choose one from the list.',
  outside: 'Opens outside of the app',
  aboutText:
    'Ekphrasis is free software under the MIT licence. What it contains or ships of others is listed with its licences.',
  version: (version: string) => `Version ${version}`,
  machine: (cores: number, memory: number) =>
    `${formatOf(cores, 'core', 'cores')}, ${formatBytes(memory)} of memory`,
  licences: 'Third-party licences',
} as const;
