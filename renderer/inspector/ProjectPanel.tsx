import { FolderPlus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useCapEditor } from '../app/SpendMeter.tsx';
import { takeFolder } from '../canvas/take-folder.ts';
import { formatCap } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/TextField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';
import { FirstSteps } from '../tour/FirstSteps.tsx';

/** What is shown while nothing is chosen: the project itself, and the first steps until they are done. */
export function ProjectPanel() {
  const project = useProject((state) => state.project);
  if (!project) return null;
  return (
    <div className="flex h-full min-h-0 flex-col overflow-auto">
      <div className="flex h-11 shrink-0 items-center border-line border-b px-4">
        <h2 className="font-semibold text-13" tabIndex={-1} data-region-start="">
          {TEXTS.inspector.nothing}
        </h2>
      </div>
      <div className="flex flex-col gap-3 border-line border-b p-4">
        <NameField key={project.name} name={project.name} />
        <Labelled label={TEXTS.spend.title} help={TEXTS.spend.help}>
          <Button className="w-full justify-start" onClick={() => useCapEditor.setState({ open: true })}>
            {project.capUsd === undefined ? TEXTS.spend.noCapYet : formatCap(project.capUsd)}
          </Button>
        </Labelled>
        <Labelled label={TEXTS.inspector.project.images}>
          <ul className="flex flex-col gap-1">
            {project.roots.map((root) => (
              <li key={root.name} className="mono flex items-center gap-1.5 text-tx-2" title={root.path}>
                {!root.found && (
                  <TriangleAlert size={12} strokeWidth={1.75} className="shrink-0 text-warn" aria-hidden />
                )}
                <span className="truncate">{root.path}</span>
                {!root.found && (
                  <span className="shrink-0 text-warn">{TEXTS.inspector.project.notFound}</span>
                )}
              </li>
            ))}
          </ul>
          <Button
            icon={FolderPlus}
            className="self-start"
            onClick={() => {
              void native()
                .pickFolder()
                .then((folder) => {
                  if (folder !== undefined) takeFolder(folder);
                });
            }}
          >
            {TEXTS.empty.chooseFolder}
          </Button>
        </Labelled>
        <p className="text-11 text-tx-3">{TEXTS.inspector.figures(project.images, project.captions)}</p>
        {project.notice !== undefined && <p className="text-11 text-warn">{project.notice}</p>}
      </div>
      <FirstSteps />
    </div>
  );
}

function NameField({ name }: { readonly name: string }) {
  const [text, setText] = useState(name);
  const readOnly = useProject((state) => state.project?.readOnly ?? false);
  const save = () => {
    const next = text.trim();
    if (next === name || next === '') return setText(name);
    void engine()
      .project.rename({ name: next })
      .catch((thrown: unknown) => toast(errorRecord(thrown).message, { tone: 'err' }));
  };
  return (
    <Labelled label={TEXTS.inspector.project.name}>
      <TextField
        className="w-full"
        aria-label={TEXTS.inspector.project.name}
        maxLength={200}
        readOnly={readOnly}
        value={text}
        onValue={setText}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </Labelled>
  );
}

function Labelled({
  label,
  help,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium text-11 text-tx-2">{label}</span>
      {children}
      {help !== undefined && <span className="text-11 text-tx-3">{help}</span>}
    </div>
  );
}
