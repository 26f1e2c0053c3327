import type { LucideIcon } from 'lucide-react';
import {
  Box,
  ChartNoAxesGantt,
  History,
  LayoutGrid,
  Map as MapIcon,
  Maximize,
  Monitor,
  Moon,
  Pause,
  Play,
  Redo2,
  RotateCcw,
  Settings,
  Square,
  Sun,
  Undo2,
  Workflow,
} from 'lucide-react';
import { fitCanvas } from '../canvas/canvas-instance.ts';
import { travel } from '../flow/flow-store.ts';
import { openForecast } from '../forecast/forecast-state.ts';
import { FORECAST_TEXTS } from '../texts/forecast.ts';
import { TEXTS } from '../texts.ts';
import { useTheme } from '../theme/theme.ts';
import { pauseRun, startRun, stopRun, TRY_OUT } from './run-control.ts';
import { goTo, useScreen } from './screen.ts';

export interface Command {
  readonly title: string;
  readonly icon: LucideIcon;
  readonly keys?: string;
  readonly act: () => void;
}

/** What the command palette offers besides nodes. */
export function commands(): readonly Command[] {
  const theme = (choice: 'system' | 'dark' | 'light', icon: LucideIcon): Command => ({
    title: `${TEXTS.settings.theme}: ${TEXTS.settings.themes[choice]}`,
    icon,
    act: () => useTheme.getState().choose(choice),
  });
  return [
    { title: TEXTS.run.run, icon: Play, keys: 'Ctrl+Enter', act: () => void startRun() },
    { title: TEXTS.run.runSome(TRY_OUT), icon: Play, act: () => void startRun({ limit: TRY_OUT }) },
    { title: FORECAST_TEXTS.menu, icon: ChartNoAxesGantt, act: openForecast },
    { title: TEXTS.run.retryFailed, icon: RotateCcw, act: () => void startRun({ retryFailed: true }) },
    { title: TEXTS.run.pause, icon: Pause, act: () => void pauseRun() },
    { title: TEXTS.run.stop, icon: Square, keys: 'Ctrl+Alt+Enter', act: () => void stopRun() },
    { title: 'Undo', icon: Undo2, keys: 'Ctrl+Z', act: () => travel('undo') },
    { title: 'Redo', icon: Redo2, keys: 'Ctrl+Shift+Z', act: () => travel('redo') },
    { title: TEXTS.screens.flow, icon: Workflow, act: () => goTo('flow') },
    { title: TEXTS.screens['light-table'], icon: LayoutGrid, act: () => goTo('light-table') },
    { title: TEXTS.screens.runs, icon: History, act: () => goTo('runs') },
    { title: TEXTS.screens.models, icon: Box, act: () => goTo('models') },
    { title: TEXTS.screens.settings, icon: Settings, act: () => goTo('settings') },
    { title: TEXTS.canvas.fit, icon: Maximize, keys: '.', act: fitCanvas },
    {
      title: TEXTS.canvas.minimap,
      icon: MapIcon,
      act: () => useScreen.setState((state) => ({ minimap: !state.minimap })),
    },
    theme('system', Monitor),
    theme('dark', Moon),
    theme('light', Sun),
  ];
}
