import { ChartSpline, List, Pause, Save } from 'lucide-react';
import { defineCommands } from '../commands/command.ts';
import { COMMAND_TEXTS } from '../texts/commands.ts';

const { titles } = COMMAND_TEXTS;

/** What can be done with the training job on the screen; the screen does it. */
export const TRAINING_COMMANDS = defineCommands([
  {
    id: 'training.pause',
    title: titles.pauseTraining,
    icon: Pause,
    category: 'training',
    when: 'training',
    keys: ['P'],
  },
  {
    id: 'training.save',
    title: titles.saveCheckpoint,
    icon: Save,
    category: 'training',
    when: 'training',
    keys: ['S'],
  },
  {
    id: 'training.table',
    title: titles.curveTable,
    icon: ChartSpline,
    category: 'training',
    when: 'training',
    keys: ['T'],
  },
  {
    id: 'training.jobs',
    title: titles.trainingJobs,
    icon: List,
    category: 'training',
    when: 'training',
    keys: ['L'],
  },
]);
