import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { ArrowUp, File, Folder, FolderInput, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { FolderListing } from '../../core/contract/system.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TextField } from '../parts/TextField.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { FILE_TEXTS } from '../texts/files.ts';
import { TEXTS } from '../texts.ts';
import { FileNotice } from './FileNotice.tsx';
import { type FileQuestion, useFileDialog } from './file-dialog-state.ts';
import { joinPath, pathSteps } from './path-parts.ts';

/** The browser version's file dialog; shows the disk of the machine that the engine runs on. Stands once in the app. */
export function FileDialogHost() {
  const { question, answer } = useFileDialog();
  if (!question) return null;
  return <FileDialog key={JSON.stringify(question)} question={question} answer={answer} />;
}

function FileDialog({
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
    if (!shown || listing.isError) return undefined;
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
            <Row
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
              <Entries
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

function PathBar({
  listing,
  onEnter,
}: {
  readonly listing: FolderListing | undefined;
  readonly onEnter: (path: string) => void;
}) {
  const parent = listing?.parent;
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b px-2">
      <IconButton
        icon={ArrowUp}
        label={FILE_TEXTS.up}
        disabled={parent === undefined}
        onClick={() => parent !== undefined && onEnter(parent)}
      />
      {/* Right to left keeps the end of a long path in view; the isolated text reads as it should. */}
      <nav
        aria-label={FILE_TEXTS.path}
        className="flex min-w-0 flex-1 flex-row-reverse justify-end overflow-hidden"
      >
        <div className="flex shrink-0 items-center">
          {(listing ? pathSteps(listing.path) : []).map((step, index) => (
            <button
              key={step.path}
              type="button"
              onClick={() => onEnter(step.path)}
              className="mono flex h-6 items-center rounded-4 px-1 text-tx-2 hover:bg-bg-4 hover:text-tx-1"
            >
              {index > 1 && <span className="pr-2 text-tx-3">/</span>}
              {step.name}
            </button>
          ))}
        </div>
      </nav>
    </div>
  );
}

function Entries({
  listing,
  files,
  chosen,
  onEnter,
  onFile,
}: {
  readonly listing: FolderListing;
  readonly files: boolean;
  readonly chosen: string | undefined;
  readonly onEnter: (path: string) => void;
  readonly onFile: (path: string, final: boolean) => void;
}) {
  const nothing = listing.folders.length === 0 && (!files || listing.files.length === 0);
  return (
    <section aria-label={FILE_TEXTS.content} className="min-h-0 flex-1 overflow-auto p-2">
      {nothing && (
        <p className="p-2 text-12 text-tx-3">
          {files ? FILE_TEXTS.noFiles : listing.images > 0 ? FILE_TEXTS.noFolders : FILE_TEXTS.emptyFolder}
        </p>
      )}
      {listing.folders.map((folder) => (
        <Row key={folder.path} icon={Folder} label={folder.name} onPress={() => onEnter(folder.path)} />
      ))}
      {files &&
        listing.files.map((file) => (
          <Row
            key={file.path}
            icon={File}
            label={file.name}
            chosen={chosen === file.path}
            onPress={() => onFile(file.path, chosen === file.path)}
            onDouble={() => onFile(file.path, true)}
          />
        ))}
    </section>
  );
}

function Row({
  icon: Icon,
  label,
  chosen = false,
  onPress,
  onDouble,
}: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly chosen?: boolean;
  readonly onPress: () => void;
  readonly onDouble?: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onPress}
      onDoubleClick={onDouble}
      aria-current={chosen || undefined}
      className={clsx(
        'flex h-7 w-full items-center gap-2 rounded-4 px-2 text-left text-12',
        chosen ? 'bg-accent-soft text-tx-1' : 'text-tx-1 hover:bg-bg-4',
      )}
    >
      <Icon size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
      <span className="truncate">{label}</span>
    </button>
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
