import { ChevronDown, Copy, FolderOpen, FolderSearch, LayoutTemplate, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Menu } from '../parts/Menu.tsx';
import { TextField } from '../parts/TextField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { openSaveTemplate } from '../start/own-templates.ts';
import { TEXTS } from '../texts.ts';
import { goTo } from './screen.ts';

/** The project's name; opens what can be done with the project as a whole. */
export function ProjectMenu() {
  const project = useProject((state) => state.project);
  const [renaming, setRenaming] = useState(false);
  if (!project) return null;
  const { revealInFolder } = native();
  return (
    <>
      <Menu
        header={<span className="mono block max-w-80 truncate">{project.path}</span>}
        trigger={
          <button
            type="button"
            aria-label={TEXTS.topBar.projectMenu(project.name)}
            className="flex h-7 min-w-0 max-w-60 shrink items-center gap-1 rounded-4 px-1.5 font-semibold text-13 hover:bg-bg-4"
          >
            <span className="truncate">{project.name}</span>
            <ChevronDown size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
          </button>
        }
        groups={[
          [
            {
              label: TEXTS.topBar.rename,
              icon: Pencil,
              onChoose: () => setRenaming(true),
              disabled: project.readOnly,
            },
            { label: TEXTS.topBar.saveTemplate, icon: LayoutTemplate, onChoose: openSaveTemplate },
          ],
          [
            ...(revealInFolder
              ? [
                  {
                    label: TEXTS.topBar.reveal,
                    icon: FolderSearch,
                    onChoose: () => revealInFolder(project.path),
                  },
                ]
              : []),
            {
              label: TEXTS.topBar.copyPath,
              icon: Copy,
              onChoose: () => {
                void navigator.clipboard
                  .writeText(project.path)
                  .then(() => toast(TEXTS.topBar.pathCopied), say);
              },
            },
          ],
          [
            { label: TEXTS.topBar.toStart, icon: FolderOpen, onChoose: () => goTo('start') },
            {
              label: TEXTS.topBar.closeProject,
              icon: X,
              onChoose: () => {
                void engine()
                  .project.close()
                  .then(() => goTo('start'), say);
              },
            },
          ],
        ]}
      />
      {renaming && <RenameDialog name={project.name} onClose={() => setRenaming(false)} />}
    </>
  );
}

function RenameDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [text, setText] = useState(name);
  const rename = () => {
    if (text.trim() === '') return;
    void engine().project.rename({ name: text.trim() }).then(onClose, say);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={TEXTS.topBar.rename}
      footer={
        <>
          <Button onClick={onClose}>{TEXTS.cancel}</Button>
          <Button kind="main" onClick={rename} disabled={text.trim() === ''}>
            {TEXTS.topBar.renameButton}
          </Button>
        </>
      }
    >
      <TextField
        className="w-full"
        aria-label={TEXTS.topBar.newName}
        value={text}
        maxLength={200}
        onValue={setText}
        onKeyDown={(event) => {
          if (event.key === 'Enter') rename();
        }}
      />
    </Dialog>
  );
}

function say(thrown: unknown): void {
  const { message, remedy } = errorRecord(thrown);
  toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
}
