import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import {
  ArrowLeft,
  CircleQuestionMark,
  Columns3,
  Download,
  FolderOpen,
  ImagePlus,
  Plus,
  Search,
  Settings,
} from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { Logo } from '../app/Logo.tsx';
import { goTo } from '../app/screen.ts';
import { useCommandAction, useKeys } from '../commands/registry.ts';
import { HelpMenu } from '../help/HelpMenu.tsx';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TextField } from '../parts/TextField.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { FILE_TEXTS } from '../texts/files.ts';
import { HELP_TEXTS } from '../texts/help.ts';
import { START_TEXTS } from '../texts/start.ts';
import { TEXTS } from '../texts.ts';
import { BringInDialog } from './BringInDialog.tsx';
import { pickImages } from './bring-in-state.ts';
import { ComputerPanel } from './ComputerPanel.tsx';
import { createProject, pickProject } from './open-project.ts';
import { RecentProjects } from './RecentProjects.tsx';
import { Templates } from './Templates.tsx';
import { type DropProgress, useDrop } from './use-drop.ts';

/** Where a person begins: new, open, images; what this computer has; recent projects and templates. */
export function StartScreen() {
  const drop = useDrop();
  const [search, setSearch] = useState('');
  return (
    <div className="flex h-full bg-bg-1" {...drop.handlers}>
      <SidePanel over={drop.over} progress={drop.progress} />
      <main
        data-region="main"
        aria-label={TEXTS.regions.main}
        className="relative @container min-w-0 flex-1 overflow-auto px-7 pt-6 pb-8"
      >
        <RecentProjects search={search} head={<SearchField value={search} onValue={setSearch} />} />
        <Templates search={search} />
      </main>
      <BringInDialog />
    </div>
  );
}

function SidePanel({
  over,
  progress,
}: {
  readonly over: boolean;
  readonly progress: DropProgress | undefined;
}) {
  const info = useQuery(api.system.info.queryOptions());
  const hasProject = useProject((state) => state.project !== null && state.project !== undefined);
  return (
    <aside className="relative flex w-78 max-[800px]:w-60 shrink-0 flex-col gap-4 overflow-auto border-line border-r bg-bg-2 p-5">
      <div className="flex items-center gap-3">
        <Logo size={32} />
        <div>
          <h1 className="font-semibold text-15">{TEXTS.product}</h1>
          <p className="min-h-4 text-11 text-tx-3">{info.data && START_TEXTS.version(info.data.version)}</p>
        </div>
      </div>
      {hasProject && (
        <Button kind="quiet" icon={ArrowLeft} className="self-start" onClick={() => goTo('flow')}>
          {START_TEXTS.back}
        </Button>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button kind="main" icon={Plus} className="col-span-2 h-9" onClick={() => void createProject()}>
          {START_TEXTS.newProject}
        </Button>
        <Button size="large" icon={FolderOpen} onClick={() => void pickProject()}>
          {START_TEXTS.open}
        </Button>
        <Button size="large" icon={ImagePlus} onClick={() => void pickImages()}>
          {START_TEXTS.fromImages}
        </Button>
        <Button size="large" icon={Columns3} className="col-span-2" onClick={() => goTo('try')}>
          {START_TEXTS.tryCaptioners}
        </Button>
      </div>
      <DropZone over={over} progress={progress} />
      <ComputerPanel info={info.data} />
      <div className="mt-auto flex justify-between gap-2">
        <HelpMenu
          trigger={
            <Button kind="quiet" icon={CircleQuestionMark} className="-ml-2">
              {HELP_TEXTS.menu}
            </Button>
          }
        />
        {hasProject && (
          <Button kind="quiet" icon={Settings} className="-mr-2" onClick={() => goTo('settings')}>
            {START_TEXTS.settings}
          </Button>
        )}
      </div>
    </aside>
  );
}

function DropZone({
  over,
  progress,
}: {
  readonly over: boolean;
  readonly progress: DropProgress | undefined;
}) {
  return (
    <div
      className={clsx(
        'flex flex-col items-center gap-1 rounded-6 border border-dashed px-4 py-4 text-center transition-colors duration-120',
        over ? 'border-accent-line bg-accent-soft' : 'border-line-3',
      )}
    >
      {progress ? (
        <Spinner size={20} />
      ) : (
        <Download size={20} strokeWidth={1.75} className="text-tx-3" aria-hidden />
      )}
      <p className="mt-1 font-medium text-12 text-tx-1" aria-live="polite">
        {progress
          ? FILE_TEXTS.uploading(progress.done, progress.all)
          : over
            ? START_TEXTS.drop.now
            : START_TEXTS.drop.title}
      </p>
      <p className="text-11 text-tx-3">
        {native().kind === 'desktop' ? START_TEXTS.drop.text : START_TEXTS.drop.textTab}
      </p>
    </div>
  );
}

/** `/` puts the cursor in it from wherever nothing is being typed. */
function SearchField({
  value,
  onValue,
}: {
  readonly value: string;
  readonly onValue: (text: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => input.current?.focus(), []);
  useCommandAction('start.find', focus);
  const keys = useKeys('start.find');
  return (
    <TextField
      ref={input}
      className="w-60"
      icon={Search}
      aria-label={START_TEXTS.templates.find}
      placeholder={START_TEXTS.templates.find}
      value={value}
      onValue={onValue}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onValue('');
      }}
      end={keys && <Kbd keys={keys} />}
    />
  );
}
