import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FolderInput } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TextField } from '../parts/TextField.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { FILE_TEXTS } from '../texts/files.ts';
import { TEXTS } from '../texts.ts';
import { FileEntries, FileRow } from './FileEntries.tsx';
import { FileNotice } from './FileNotice.tsx';
import { type FileQuestion, useFileDialog } from './file-dialog-state.ts';
import { PathBar } from './PathBar.tsx';
import { joinPath } from './path-parts.ts';

/** The browser version's file dialog; shows the disk of the machine that the engine runs on. */
export function FileDialog({
  question,
  answer,
}: {
  readonly question: FileQuestion;
  readonly answer: (path: string | undefined) => void;
}) {
  const [folder, setFolder] = useState(useFileDialog.getState().folder);
  const [file, setFile] = useState<string>();
  const [name, setName] = useState(question.kind === 'save' ? question.name : '');
  const extensions =
    question.kind === 'file' ? question.extensions : question.kind === 'save' ? saveKinds(question.name) : [];
  const listing = useQuery(
    api.system.listFolder.queryOptions({
      input: {
        ...(folder !== undefined && { path: folder }),
        // An empty list asks for all files; folders are chosen without any.
        ...((question.kind === 'file' || extensions.length > 0) && { extensions: [...extensions] }),
      },
      placeholderData: keepPreviousData,
      staleTime: 0,
      retry: false,
    }),
  );
  const shown = listing.data;
  const enter = (path: string) => {
    setFile(undefined);
    setFolder(path);
  };
  const finish = (path: string) => {
    useFileDialog.setState({ folder: shown?.path });
    answer(path);
  };
  const wrongName = /[/\\]/.test(name)
    ? FILE_TEXTS.nameWrong
    : name.trim() === ''
      ? FILE_TEXTS.nameMissing
      : undefined;
  const result = chosen();
  function chosen(): string | undefined {
    // While the next folder is read, the one before is still shown, and not meant any more.
    if (!shown || listing.isError || listing.isPlaceholderData) return undefined;
    if (question.kind === 'folder') return shown.path;
    if (question.kind === 'file') return file;
    return wrongName === undefined ? joinPath(shown.path, name.trim()) : undefined;
  }
  return (
    <Dialog
      open
      bare
      width={720}
      title={FILE_TEXTS.titles[question.kind]}
      onClose={() => answer(undefined)}
      footer={
        <>
          {question.kind === 'save' ? (
            <TextField
              className="mr-auto w-72"
              aria-label={FILE_TEXTS.fileName}
              value={name}
              onValue={setName}
              invalid={wrongName !== undefined}
              title={wrongName}
            />
          ) : (
            <FileNotice
              folder={listing.isError ? undefined : shown?.path}
              counted={question.kind === 'folder'}
            />
          )}
          <Button onClick={() => answer(undefined)}>{TEXTS.cancel}</Button>
          <Button
            kind="main"
            disabled={result === undefined}
            onClick={() => result !== undefined && finish(result)}
          >
            {FILE_TEXTS.buttons[question.kind]}
          </Button>
        </>
      }
    >
      <div className="flex h-[46vh] min-h-56">
        <nav aria-label={FILE_TEXTS.places} className="w-40 shrink-0 overflow-auto border-line border-r p-2">
          {shown?.places.map((place) => (
            <FileRow
              key={place.path}
              icon={FolderInput}
              label={place.name}
              chosen={place.path === shown.path}
              onPress={() => enter(place.path)}
            />
          ))}
        </nav>
        <div className="flex min-w-0 flex-1 flex-col">
          <PathBar listing={shown} onEnter={enter} />
          {listing.isError ? (
            <Fault error={listing.error} />
          ) : (
            shown && (
              <FileEntries
                listing={shown}
                files={question.kind !== 'folder'}
                chosen={file}
                onEnter={enter}
                onFile={(path, final) => {
                  if (question.kind === 'save') setName(path.split(/[\\/]/).at(-1) ?? name);
                  else if (final) finish(path);
                  else setFile(path);
                }}
              />
            )
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Fault({ error }: { readonly error: unknown }) {
  const { message, remedy } = errorRecord(error);
  return (
    <p role="alert" className="p-4 text-12 text-err">
      {message} <span className="text-tx-2">{remedy}</span>
    </p>
  );
}

/** The extension that the suggested name has, so that its like are listed beside it. */
function saveKinds(name: string): readonly string[] {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1];
  return extension === undefined ? [] : [extension.toLowerCase()];
}
