import { FolderOpen, Images, LayoutTemplate, type LucideIcon } from 'lucide-react';
import { Fragment } from 'react';
import { goTo } from '../app/screen.ts';
import { useKeys } from '../commands/registry.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { openSample } from '../start/open-project.ts';
import { TEXTS } from '../texts.ts';
import { takeFolder } from './take-folder.ts';

const GHOSTS: readonly { readonly icon: LucideIcon; readonly colour: string }[] = [
  { icon: nodeIcon('folder'), colour: 'var(--port-image)' },
  { icon: nodeIcon('box'), colour: 'var(--port-caption)' },
  { icon: nodeIcon('database'), colour: 'var(--port-dataset)' },
];

/** What will stand on the canvas, and the ways to fill it. */
export function EmptyCanvas() {
  return (
    <div className="@container pointer-events-none absolute inset-0 z-10 flex flex-col items-center justify-center gap-8 overflow-hidden p-6">
      <div className="hidden items-center @[680px]:flex" aria-hidden>
        {GHOSTS.map(({ icon: Icon, colour }, index) => {
          const [title, text] = TEXTS.empty.ghosts[index] ?? ['', ''];
          return (
            <Fragment key={title}>
              {index > 0 && (
                <span
                  className="w-12 border-t-2 border-dashed"
                  style={{ borderColor: GHOSTS[index - 1]?.colour }}
                />
              )}
              <span className="flex w-48 items-center gap-3 rounded-6 border border-line-3 border-dashed bg-bg-3/40 p-3">
                <span
                  className="flex size-8 items-center justify-center rounded-4"
                  style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
                >
                  <Icon size={16} strokeWidth={1.75} />
                </span>
                <span>
                  <span className="block font-semibold text-13">{title}</span>
                  <span className="block text-11 text-tx-3">{text}</span>
                </span>
              </span>
            </Fragment>
          );
        })}
      </div>
      <div className="flex flex-col items-center gap-3 text-center">
        <h2 className="font-semibold text-20">{TEXTS.empty.title}</h2>
        <p className="max-w-[62ch] text-13 text-tx-2">{TEXTS.empty.text}</p>
        <div className="pointer-events-auto flex flex-wrap justify-center gap-2">
          <Button
            kind="main"
            size="large"
            icon={FolderOpen}
            data-tour="choose-folder"
            onClick={() => void chooseFolder()}
          >
            {TEXTS.empty.chooseFolder}
          </Button>
          <Button size="large" icon={Images} onClick={() => void openSample()}>
            {TEXTS.empty.sample}
          </Button>
          <Button size="large" icon={LayoutTemplate} onClick={() => goTo('start')}>
            {TEXTS.empty.template}
          </Button>
        </div>
        <p className="mt-2 flex flex-wrap justify-center gap-4 text-11 text-tx-3">
          {HINTS.map((hint) => (
            <KeyHint key={hint.command} {...hint} />
          ))}
        </p>
      </div>
    </div>
  );
}

const HINTS = [
  { command: 'canvas.add-node', what: TEXTS.empty.keys.add },
  { command: 'run.start', what: TEXTS.empty.keys.run },
  { command: 'app.commands', what: TEXTS.empty.keys.commands },
] as const;

function KeyHint({ command, what }: (typeof HINTS)[number]) {
  const keys = useKeys(command);
  return (
    keys && (
      <span className="flex items-center gap-1.5">
        <Kbd keys={keys} /> {what}
      </span>
    )
  );
}

async function chooseFolder(): Promise<void> {
  const folder = await native().pickFolder();
  if (folder !== undefined) takeFolder(folder);
}
