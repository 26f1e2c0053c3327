import { clsx } from 'clsx';
import { File, Folder, type LucideIcon } from 'lucide-react';
import type { FolderListing } from '../../core/contract/system.ts';
import { FILE_TEXTS } from '../texts/files.ts';

/** Folders and files of a folder; a second press on a file takes it. */
export function FileEntries({
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
        <FileRow key={folder.path} icon={Folder} label={folder.name} onPress={() => onEnter(folder.path)} />
      ))}
      {files &&
        listing.files.map((file) => (
          <FileRow
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

/** One place, folder or file. */
export function FileRow({
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
