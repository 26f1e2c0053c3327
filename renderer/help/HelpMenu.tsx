import type { ReactNode } from 'react';
import { allCommands, isEnabled, runCommand, useKeys } from '../commands/registry.ts';
import { Menu, type MenuItem } from '../parts/Menu.tsx';

/** In this order; a command that is not there is left out. */
const FIRST = ['help.guide', 'app.keys', 'help.tour'];
const SECOND = ['help.diagnostics', 'help.about'];

/** Guide, keys, tour, and facts about the app. */
export function HelpMenu({ trigger }: { readonly trigger: ReactNode }) {
  const keys: Readonly<Record<string, string | undefined>> = {
    'help.guide': useKeys('help.guide'),
    'app.keys': useKeys('app.keys'),
  };
  const item = (id: string): readonly MenuItem[] => {
    const command = allCommands().find((one) => one.id === id);
    if (!command) return [];
    return [
      {
        label: command.title,
        icon: command.icon,
        disabled: !isEnabled(command),
        ...(keys[id] !== undefined && { keys: keys[id] }),
        onChoose: () => void runCommand(id),
      },
    ];
  };
  return <Menu align="end" trigger={trigger} groups={[FIRST.flatMap(item), SECOND.flatMap(item)]} />;
}
