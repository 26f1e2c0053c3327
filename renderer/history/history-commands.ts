import { GitCommitHorizontal, History } from 'lucide-react';
import { defineCommands } from '../commands/command.ts';
import { useProject } from '../rpc/project-state.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { openHistory, openVersions } from './history-views.ts';

const hasProject = () => Boolean(useProject.getState().project);

/** What can be gone back to. */
export const HISTORY_COMMANDS = defineCommands([
  {
    id: 'edit.history',
    title: HISTORY_TEXTS.list.open,
    icon: History,
    category: 'edit',
    when: 'outside-fields',
    keys: ['Ctrl+Alt+Z'],
    enabled: hasProject,
    act: openHistory,
  },
  {
    id: 'edit.versions',
    title: HISTORY_TEXTS.versions.title,
    icon: GitCommitHorizontal,
    category: 'edit',
    when: 'outside-fields',
    enabled: hasProject,
    act: () => openVersions(),
  },
]);
