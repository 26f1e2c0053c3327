import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { followCustomKeys } from '../commands/custom-keys.ts';
import { dispatchKeys } from '../commands/dispatch-keys.ts';
import { followFlow } from '../flow/flow-store.ts';
import { HelpHost } from '../help/HelpHost.tsx';
import { useKeySheet } from '../keyboard/key-sheet-state.ts';
import { FileDialogHost } from '../native/FileDialogHost.tsx';
import { followDesktop } from '../native/follow-desktop.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { ToastRegion } from '../parts/Toast.tsx';
import { TooltipProvider } from '../parts/Tooltip.tsx';
import { useProject, watchProject } from '../rpc/project-state.ts';
import { queryClient } from '../rpc/queries.ts';
import { PickerHost } from '../seeing/SeeingHost.tsx';
import { TEXTS } from '../texts.ts';
import { Announcer } from './Announcer.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { useCommandPalette } from './command-palette-state.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { CommandPalette } from './later-parts.ts';
import { closeChooser, useChooser } from './open-chooser.ts';
import { Shell } from './Shell.tsx';
import { enterProject, useScreen } from './screen.ts';

const FlowScreen = lazy(() => import('../canvas/FlowScreen.tsx').then((it) => ({ default: it.FlowScreen })));
const LightTable = lazy(() =>
  import('../light-table/LightTable.tsx').then((it) => ({ default: it.LightTable })),
);
const ImageView = lazy(() => import('../image-view/ImageView.tsx').then((it) => ({ default: it.ImageView })));
const StartScreen = lazy(() =>
  import('../start/StartScreen.tsx').then((it) => ({ default: it.StartScreen })),
);
const ModelsScreen = lazy(() =>
  import('../captioners/ModelsScreen.tsx').then((it) => ({ default: it.ModelsScreen })),
);
const RunsScreen = lazy(() => import('../runs/RunsScreen.tsx').then((it) => ({ default: it.RunsScreen })));
const TrainingScreen = lazy(() =>
  import('../training/TrainingScreen.tsx').then((it) => ({ default: it.TrainingScreen })),
);
const SettingsScreen = lazy(() =>
  import('../settings/SettingsScreen.tsx').then((it) => ({ default: it.SettingsScreen })),
);
const TryScreen = lazy(() => import('../try/TryScreen.tsx').then((it) => ({ default: it.TryScreen })));
const CaptionerChooser = lazy(() =>
  import('../captioners/CaptionerChooser.tsx').then((it) => ({ default: it.CaptionerChooser })),
);

const KeySheet = lazy(() => import('../keyboard/KeySheet.tsx').then((it) => ({ default: it.KeySheet })));

/** The whole interface. */
export function App() {
  useEffect(() => {
    const abort = new AbortController();
    const unfollow = followFlow();
    const leaveDesktop = followDesktop();
    const deafen = dispatchKeys();
    const unfollowKeys = followCustomKeys();
    void watchProject(abort.signal);
    return () => {
      unfollow();
      deafen();
      unfollowKeys();
      leaveDesktop();
      abort.abort();
    };
  }, []);
  return (
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={500} skipDelayDuration={200}>
        <div className="flex h-full flex-col">
          <ConnectionBanner />
          <div className="min-h-0 flex-1">
            <ErrorBoundary>
              <Screens />
            </ErrorBoundary>
          </div>
        </div>
        <CommandPaletteHost />
        <Chooser />
        <KeySheetHost />
        <PickerHost />
        <HelpHost />
        <FileDialogHost />
        <ToastRegion />
        <Announcer />
      </TooltipProvider>
    </QueryClientProvider>
  );
}

function Screens() {
  const project = useProject((state) => state.project);
  const screen = useScreen((state) => state.screen);
  const path = project?.path;
  const entered = useScreen((state) => state.project === path);
  useEffect(() => {
    if (path !== undefined) enterProject(path);
  }, [path]);
  if (project === undefined || (project !== null && !entered)) {
    return <EmptyState text={TEXTS.connection.connecting} actions={<Spinner />} />;
  }
  if (project === null && screen === 'try') {
    return (
      <Suspense fallback={null}>
        <TryScreen standalone />
      </Suspense>
    );
  }
  if (project === null || screen === 'start') {
    return (
      <Suspense fallback={null}>
        <StartScreen />
      </Suspense>
    );
  }
  return (
    <Shell>
      <ErrorBoundary key={screen}>
        <Suspense fallback={null}>
          <Screen />
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}

function Screen() {
  const { screen, image } = useScreen();
  if (screen === 'light-table') return <LightTable />;
  if (screen === 'try') return <TryScreen />;
  if (screen === 'runs') return <RunsScreen />;
  if (screen === 'training') return <TrainingScreen />;
  if (screen === 'models') return <ModelsScreen />;
  if (screen === 'settings') return <SettingsScreen />;
  if (screen === 'image' && image !== undefined) return <ImageView hash={image} />;
  return <FlowScreen />;
}

function CommandPaletteHost() {
  const open = useCommandPalette((state) => state.open);
  return open && <CommandPalette />;
}

function KeySheetHost() {
  const open = useKeySheet((state) => state.open);
  return (
    open && (
      <Suspense fallback={null}>
        <KeySheet />
      </Suspense>
    )
  );
}

function Chooser() {
  const request = useChooser((state) => state.request);
  if (!request) return null;
  return (
    <Suspense fallback={null}>
      <CaptionerChooser request={request} onClose={closeChooser} />
    </Suspense>
  );
}
