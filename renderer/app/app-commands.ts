import {
  Box,
  Columns3,
  Command as CommandIcon,
  GraduationCap,
  History,
  House,
  LayoutGrid,
  Monitor,
  Moon,
  PanelsTopLeft,
  Settings,
  Sun,
  Workflow,
} from 'lucide-react';
import { type Command, defineCommands } from '../commands/command.ts';
import { useProject } from '../rpc/project-state.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { TEXTS } from '../texts.ts';
import { type ThemeChoice, useTheme } from '../theme/theme.ts';
import { openCommandPalette } from './command-palette-state.ts';
import { moveToRegion } from './regions.ts';
import { goTo, type Screen } from './screen.ts';

const { titles } = COMMAND_TEXTS;

/** What belongs to every screen: finding commands, screens, the theme. */
export const APP_COMMANDS = defineCommands([
  {
    id: 'app.commands',
    title: titles.commands,
    icon: CommandIcon,
    category: 'general',
    when: 'anywhere',
    keys: ['Ctrl+K'],
    listed: false,
    act: openCommandPalette,
  },
  {
    id: 'app.next-region',
    title: titles.nextRegion,
    icon: PanelsTopLeft,
    category: 'general',
    when: 'anywhere',
    keys: ['F6'],
    listed: false,
    act: () => moveToRegion(false),
  },
  {
    id: 'app.previous-region',
    title: titles.previousRegion,
    icon: PanelsTopLeft,
    category: 'general',
    when: 'anywhere',
    keys: ['Shift+F6'],
    listed: false,
    act: () => moveToRegion(true),
  },
  go('flow', TEXTS.screens.flow, Workflow),
  go('light-table', TEXTS.screens['light-table'], LayoutGrid),
  // The one screen besides the first that needs no project.
  { ...go('try', TEXTS.screens.try, Columns3), enabled: () => true },
  go('runs', TEXTS.screens.runs, History),
  go('training', TEXTS.screens.training, GraduationCap),
  go('models', TEXTS.screens.models, Box),
  { ...go('settings', titles.settings, Settings), keys: ['Ctrl+,'], category: 'general' },
  go('start', titles.start, House),
  theme('system', Monitor),
  theme('dark', Moon),
  theme('light', Sun),
]);

function go(screen: Exclude<Screen, 'image'>, title: string, icon: Command['icon']): Command {
  return {
    id: `go.${screen}`,
    title,
    icon,
    category: 'go',
    when: 'anywhere',
    // Without a project there is no screen but the first.
    enabled: () => Boolean(useProject.getState().project),
    act: () => goTo(screen),
  };
}

function theme(choice: ThemeChoice, icon: Command['icon']): Command {
  return {
    id: `theme.${choice}`,
    title: `${TEXTS.settings.theme}: ${TEXTS.settings.themes[choice]}`,
    icon,
    category: 'general',
    when: 'anywhere',
    act: () => useTheme.getState().choose(choice),
  };
}
