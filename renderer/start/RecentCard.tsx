import {
  CircleCheck,
  CirclePause,
  CircleStop,
  Copy,
  Ellipsis,
  FolderSearch,
  FolderX,
  Images,
  LoaderCircle,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { RecentProject } from '../../core/contract/project.ts';
import type { RunState } from '../../core/run.ts';
import { formatWhen } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Chip, type Tone } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { useProject } from '../rpc/project-state.ts';
import { START_TEXTS } from '../texts/start.ts';
import { copyPath, forgetProject, openPath } from './open-project.ts';
import { RecentPictures } from './RecentPictures.tsx';
import { markOf, type RecentMark } from './recent-state.ts';

const TEXTS = START_TEXTS.recent;

/** A project that was open before: its pictures, how its run stands, and what can be done with it from here. */
export function RecentCard({ project }: { readonly project: RecentProject }) {
  const isOpen = useProject((state) => state.project?.path === project.path);
  const live = useProject((state) => (isOpen ? state.run : undefined));
  const mark = markOf(project, live);
  const when = new Date(project.openedAt).toISOString();
  return (
    <article className="group relative flex flex-col overflow-hidden rounded-6 border border-line-2 bg-bg-3 transition-colors duration-120 focus-within:border-line-3 hover:border-line-3">
      <RecentPictures pictures={project.pictures} />
      <div className="flex flex-1 flex-col gap-0.5 border-line border-t p-3">
        <div className="flex min-h-5 items-center justify-between gap-2">
          <h3 className="min-w-0 truncate font-semibold text-13 text-tx-1">
            {/* The whole card can be pressed: the button's ground lies over it, the menu above that. */}
            <button
              type="button"
              aria-label={TEXTS.openThis(project.name)}
              onClick={() => void openPath(project.path)}
              className="after:absolute after:inset-0 after:rounded-6 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent-line focus-visible:after:-outline-offset-2"
            >
              {project.name}
            </button>
          </h3>
          {mark && <MarkChip mark={mark} />}
        </div>
        <span className="mono truncate text-tx-3" title={project.path}>
          {project.path}
        </span>
        <div className="flex min-h-6 items-center justify-between gap-2">
          <span className="truncate text-11 text-tx-2">
            {TEXTS.counts(project.images, project.captions)} ·{' '}
            <time dateTime={when} title={when}>
              {formatWhen(project.openedAt)}
            </time>
          </span>
          <CardMenu project={project} isOpen={isOpen} />
        </div>
      </div>
    </article>
  );
}

function CardMenu({ project, isOpen }: { readonly project: RecentProject; readonly isOpen: boolean }) {
  const { revealInFolder } = native();
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          icon={Ellipsis}
          iconSize={14}
          size={24}
          label={TEXTS.more(project.name)}
          className="relative z-10"
        />
      }
      groups={[
        [
          ...(revealInFolder && project.found
            ? [
                {
                  label: TEXTS.reveal,
                  icon: FolderSearch,
                  onChoose: () => revealInFolder(project.path),
                },
              ]
            : []),
          { label: TEXTS.copyPath, icon: Copy, onChoose: () => copyPath(project.path) },
        ],
        [
          {
            label: TEXTS.forget,
            icon: X,
            // It would be back with the next thing that is done in it.
            disabled: isOpen,
            onChoose: () => void forgetProject(project.path),
          },
        ],
      ]}
    />
  );
}

const RUN_MARKS: Partial<Record<RunState, readonly [Tone, LucideIcon]>> = {
  queued: ['accent', LoaderCircle],
  running: ['accent', LoaderCircle],
  paused: ['plain', CirclePause],
  stopped: ['plain', CircleStop],
  interrupted: ['warn', TriangleAlert],
  done: ['ok', CircleCheck],
  failed: ['err', OctagonAlert],
};

function MarkChip({ mark }: { readonly mark: RecentMark }) {
  if (mark.kind === 'not-found') return <Mark tone="err" icon={FolderX} text={TEXTS.notFound} />;
  if (mark.kind === 'images-moved') return <Mark tone="warn" icon={Images} text={TEXTS.imagesMoved} />;
  const shown = RUN_MARKS[mark.state];
  return shown && <Mark tone={shown[0]} icon={shown[1]} text={TEXTS.run(mark.state, mark.share)} />;
}

function Mark({
  tone,
  icon,
  text,
}: {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  readonly text: string;
}) {
  return (
    <Chip tone={tone} icon={icon} className="shrink-0">
      {text}
    </Chip>
  );
}
