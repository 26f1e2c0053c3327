import { create } from 'zustand';

/** What the user chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'dark' | 'light';

const KEY = 'ekphrasis.theme';

interface ThemeState {
  readonly choice: ThemeChoice;
  /** Changes the theme at once and keeps the choice in this browser. */
  readonly choose: (choice: ThemeChoice) => void;
}

export const useTheme = create<ThemeState>((set) => ({
  choice: isThemeChoice(localStorage.getItem(KEY)) ? (localStorage.getItem(KEY) as ThemeChoice) : 'system',
  choose: (choice) => {
    localStorage.setItem(KEY, choice);
    set({ choice });
  },
}));

export function isThemeChoice(value: unknown): value is ThemeChoice {
  return value === 'system' || value === 'dark' || value === 'light';
}

/** Puts the theme on <html> and keeps it there when the choice or the system changes. Called once, before the first paint. */
export function startTheme(): void {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { choice } = useTheme.getState();
    document.documentElement.dataset.theme =
      choice === 'system' ? (prefersDark.matches ? 'dark' : 'light') : choice;
  };
  prefersDark.addEventListener('change', apply);
  useTheme.subscribe(apply);
  apply();
}
