import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { useKeys } from '../commands/registry.ts';
import { SavedState } from '../history/SavedState.tsx';
import { UndoRedo } from '../history/UndoRedo.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { TEXTS } from '../texts.ts';
import { openCommandPalette } from './command-palette-state.ts';
import { Logo } from './Logo.tsx';
import { ProjectMenu } from './ProjectMenu.tsx';
import { RunButton } from './RunButton.tsx';
import { RunPill } from './RunPill.tsx';
import { SpendMeter } from './SpendMeter.tsx';
import { goTo } from './screen.ts';
import { useRoom } from './window-size.ts';

/** Project, saved state, undo, search, spend and run: what belongs to every screen. */
export function TopBar() {
  const { wideTopBar, single } = useRoom();
  return (
    <header
      data-region="topBar"
      className={clsx(
        'flex h-11 shrink-0 items-center border-line border-b bg-bg-1 pr-3',
        single ? 'gap-1' : 'gap-3',
      )}
    >
      <Tooltip text={TEXTS.topBar.logo} side="right">
        <button
          type="button"
          aria-label={TEXTS.topBar.logo}
          onClick={() => goTo('start')}
          className="flex h-full w-18 shrink-0 items-center justify-center"
        >
          <Logo size={24} />
        </button>
      </Tooltip>
      <ProjectMenu />
      <SavedState short={single} />
      {!single && <span className="h-5 w-px bg-line" />}
      <UndoRedo />
      <div className="flex min-w-7 flex-1 justify-center">
        <SearchButton wide={wideTopBar} />
      </div>
      <SpendMeter wide={wideTopBar} />
      <RunPill wide={wideTopBar} short={single} />
      <RunButton />
    </header>
  );
}

function SearchButton({ wide }: { readonly wide: boolean }) {
  const keys = useKeys('app.commands');
  const open = openCommandPalette;
  if (!wide) return <IconButton icon={Search} label={TEXTS.topBar.search} keys={keys} onClick={open} />;
  return (
    <button
      type="button"
      onClick={open}
      className="flex h-7 w-75 min-w-0 items-center gap-2 rounded-4 border border-line-2 bg-field px-2 text-12 text-tx-3 hover:border-line-3"
    >
      <Search size={14} strokeWidth={1.75} className="shrink-0" aria-hidden />
      <span className="truncate">{TEXTS.topBar.search}</span>
      <span className="ml-auto">{keys && <Kbd keys={keys} />}</span>
    </button>
  );
}
