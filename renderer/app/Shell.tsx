import { lazy, type ReactNode, Suspense } from 'react';
import { TEXTS } from '../texts.ts';
import { PreflightHost } from '../training/PreflightHost.tsx';
import { Rail } from './Rail.tsx';
import { RunAnnouncer } from './RunAnnouncer.tsx';
import { useScreen } from './screen.ts';
import { TopBar } from './TopBar.tsx';

const SaveTemplateDialog = lazy(() =>
  import('../start/SaveTemplateDialog.tsx').then((it) => ({ default: it.SaveTemplateDialog })),
);

/** Top bar and rail around a screen. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const screen = useScreen((state) => state.screen);
  return (
    <div className="flex h-full min-w-[640px] flex-col">
      <TopBar />
      <div className="flex min-h-0 flex-1">
        <Rail />
        <main className="flex min-h-0 min-w-0 flex-1 flex-col" aria-label={TEXTS.regions.main}>
          {(screen === 'flow' || screen === 'light-table') && (
            <h1 className="sr-only">{TEXTS.screens[screen]}</h1>
          )}
          {children}
        </main>
      </div>
      <RunAnnouncer />
      <PreflightHost />
      <Suspense fallback={null}>
        <SaveTemplateDialog />
      </Suspense>
    </div>
  );
}
