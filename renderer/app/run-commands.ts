import { ChartNoAxesGantt, Flag, Pause, Play, RotateCcw, Square } from 'lucide-react';
import { findNode } from '../../core/flow.ts';
import { defineCommands } from '../commands/command.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { openForecast } from '../forecast/forecast-state.ts';
import { useProject } from '../rpc/project-state.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { TEXTS } from '../texts.ts';
import { pauseRun, resumeRun, startRun, stopRun, TRY_OUT } from './run-control.ts';
import { useScreen } from './screen.ts';
import { sumRun } from './sum-run.ts';

/** Starting, pausing and ending runs. */
export const RUN_COMMANDS = defineCommands([
  {
    id: 'run.start',
    title: TEXTS.run.run,
    icon: Play,
    category: 'run',
    when: 'anywhere',
    keys: ['Ctrl+Enter'],
    enabled: () => hasFlow(),
    act: () => startRun(),
  },
  {
    id: 'run.to-node',
    title: TEXTS.run.runToSelected,
    icon: Flag,
    category: 'run',
    when: 'outside-fields',
    enabled: () => selectedNode() !== undefined,
    act: () => {
      const to = selectedNode();
      if (to !== undefined) void startRun({ to });
    },
  },
  {
    id: 'run.some',
    title: TEXTS.run.runSome(TRY_OUT),
    icon: Play,
    category: 'run',
    when: 'anywhere',
    enabled: () => hasFlow(),
    act: () => startRun({ limit: TRY_OUT }),
  },
  {
    id: 'run.forecast',
    title: TEXTS.run.forecast,
    icon: ChartNoAxesGantt,
    category: 'run',
    when: 'anywhere',
    enabled: () => hasFlow(),
    act: openForecast,
  },
  {
    id: 'run.retry-failed',
    title: TEXTS.run.retryFailed,
    icon: RotateCcw,
    category: 'run',
    when: 'anywhere',
    enabled: () => {
      const { run } = useProject.getState();
      return Boolean(run && sumRun(run).failed > 0);
    },
    act: () => startRun({ retryFailed: true }),
  },
  {
    id: 'run.pause',
    title: TEXTS.run.pause,
    icon: Pause,
    category: 'run',
    when: 'anywhere',
    enabled: () => useProject.getState().run?.state === 'running',
    act: () => pauseRun(),
  },
  {
    id: 'run.resume',
    title: TEXTS.run.resume,
    icon: Play,
    category: 'run',
    when: 'anywhere',
    enabled: () => useProject.getState().run?.state === 'paused',
    act: () => resumeRun(),
  },
  {
    id: 'run.stop',
    title: TEXTS.run.stop,
    icon: Square,
    category: 'run',
    when: 'anywhere',
    keys: ['Ctrl+Alt+Enter'],
    enabled: () => isRunActive(useProject.getState().run),
    act: () => stopRun(),
  },
]);

function hasFlow(): boolean {
  return Boolean(useProject.getState().project) && currentFlow().nodes.length > 0;
}

function selectedNode(): string | undefined {
  const flow = currentFlow();
  return useScreen.getState().selection.find((id) => findNode(flow, id) !== undefined);
}
