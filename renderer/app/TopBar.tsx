import { Check, LoaderCircle, Lock, Redo2, Search, Undo2 } from 'lucide-react';
import { useKeys } from '../commands/registry.ts';
import { travel, useFlowStore } from '../flow/flow-store.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { useProject } from '../rpc/project-state.ts';
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
  const { wideTopBar } = useRoom();
  return (
    <header
      data-region="topBar"
      className="flex h-11 shrink-0 items-center gap-3 border-line border-b bg-bg-1 pr-3"
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
      <SavedState />
      <span className="h-5 w-px bg-line" />
      <UndoRedo />
      <div className="flex min-w-0 flex-1 justify-center">
        <SearchButton wide={wideTopBar} />
      </div>
      <SpendMeter wide={wideTopBar} />
      <RunPill wide={wideTopBar} />
      <RunButton />
    </header>
  );
}

function SavedState() {
  const saving = useFlowStore((store) => (store.state?.pending.length ?? 0) > 0);
  const project = useProject((state) => state.project);
  const [Icon, text] = project?.readOnly
    ? ([Lock, TEXTS.topBar.readOnly] as const)
    : saving
      ? ([LoaderCircle, TEXTS.topBar.saving] as const)
      : ([Check, TEXTS.topBar.saved] as const);
  const state = (
    <span className="flex items-center gap-1 text-12 text-tx-3 whitespace-nowrap" data-testid="saved-state">
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      {text}
    </span>
  );
  return project?.notice === undefined ? state : <Tooltip text={project.notice}>{state}</Tooltip>;
}

function UndoRedo() {
  const undo = useFlowStore((store) => store.state?.confirmed.undo);
  const redo = useFlowStore((store) => store.state?.confirmed.redo);
  const pending = useFlowStore((store) => store.state?.pending.at(-1)?.label);
  return (
    <span className="flex">
      <IconButton
        icon={Undo2}
        label={TEXTS.topBar.undo(pending ?? undo)}
        keys={useKeys('edit.undo')}
        disabled={(pending ?? undo) === undefined}
        onClick={() => travel('undo')}
      />
      <IconButton
        icon={Redo2}
        label={TEXTS.topBar.redo(redo)}
        keys={useKeys('edit.redo')}
        disabled={redo === undefined}
        onClick={() => travel('redo')}
      />
    </span>
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
