import { BookOpenText, ClipboardCopy, Footprints, Info } from 'lucide-react';
import { create } from 'zustand';
import { defineCommands } from '../commands/command.ts';
import { openGuide } from '../guide/guide-state.ts';
import { useProject } from '../rpc/project-state.ts';
import { HELP_TEXTS } from '../texts/help.ts';
import { startTour } from '../tour/tour-state.ts';
import { copyDiagnostics } from './copy-diagnostics.ts';

/** Whether the page about the app is open. */
export const useAbout = create<{ readonly open: boolean }>(() => ({ open: false }));

/** What helps a person on: the guide, the tour, and facts about the app. */
export const HELP_COMMANDS = defineCommands([
  {
    id: 'help.guide',
    title: HELP_TEXTS.openGuide,
    icon: BookOpenText,
    category: 'general',
    when: 'anywhere',
    keys: ['F1'],
    act: () => openGuide(),
  },
  {
    id: 'help.tour',
    title: HELP_TEXTS.tour,
    icon: Footprints,
    category: 'general',
    when: 'anywhere',
    // It leads through a project.
    enabled: () => Boolean(useProject.getState().project),
    act: startTour,
  },
  {
    id: 'help.about',
    title: HELP_TEXTS.about,
    icon: Info,
    category: 'general',
    when: 'anywhere',
    act: () => useAbout.setState({ open: true }),
  },
  {
    id: 'help.diagnostics',
    title: HELP_TEXTS.diagnostics,
    icon: ClipboardCopy,
    category: 'general',
    when: 'anywhere',
    act: () => void copyDiagnostics(),
  },
]);
