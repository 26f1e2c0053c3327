import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { starKey, type TriedBoard } from '../../core/side-by-side.ts';
import { goTo, selectNodes } from '../app/screen.ts';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Select } from '../parts/Select.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { TEXTS as COMMON } from '../texts.ts';
import { fullName } from './column-names.ts';
import { useColumnNames } from './use-names.ts';

const TEXTS = TRY_TEXTS.flow;

/** Where the flow's images come from; sources of the open flow by their node. */
type Images =
  | { readonly kind: 'folder' }
  | { readonly kind: 'tried' }
  | { readonly kind: 'source'; readonly node: string };

/** Makes a flow of a column: whose, for which images, and into which project. */
export function MakeFlowDialog({
  board,
  column: given,
  onClose,
}: {
  readonly board: TriedBoard;
  readonly column?: string;
  readonly onClose: () => void;
}) {
  const names = useColumnNames(board.columns);
  const project = useProject((state) => state.project);
  const canEdit = project !== null && project !== undefined && !project.readOnly;
  const [column, setColumn] = useState(given ?? bestColumn(board));
  const [into, setInto] = useState<'new' | 'open'>(canEdit ? 'open' : 'new');
  const sources = useSources(into === 'open');
  const [wanted, setImages] = useState<Images>();
  const [folder, setFolder] = useState<string>();
  const images: Images =
    wanted ?? (sources[0] ? { kind: 'source', node: sources[0].id } : { kind: 'folder' });
  const make = useMutation({
    mutationFn: async () => {
      const asked = images.kind === 'folder' ? { kind: images.kind, folder: folder ?? '' } : images;
      const made = await engine().sideBySide.makeFlow({ column, into, images: asked });
      onClose();
      goTo('flow');
      if (into === 'open') selectNodes(made.nodes);
      else void queryClient.invalidateQueries({ queryKey: api.project.recent.key() });
      toast(TEXTS.made(made.replies));
    },
  });
  const ready = column !== '' && (images.kind !== 'folder' || folder !== undefined) && !make.isPending;
  const chooseFolder = async () => {
    setImages({ kind: 'folder' });
    const chosen = await native().pickFolder();
    if (chosen !== undefined) setFolder(chosen);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width={600}
      title={TEXTS.title}
      description={TEXTS.text}
      footer={
        <>
          {make.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(make.error).message} {errorRecord(make.error).remedy}
            </p>
          )}
          <Button onClick={onClose}>{COMMON.cancel}</Button>
          <Button kind="main" disabled={!ready} onClick={() => make.mutate()}>
            {make.isPending && <Spinner size={14} />}
            {make.isPending ? TEXTS.making : TEXTS.make}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-1">
          <span className="font-medium text-11 text-tx-2">{TEXTS.which}</span>
          <Select
            label={TEXTS.which}
            value={column}
            onValue={setColumn}
            options={board.columns.map(({ id }, index) => {
              const name = names[index];
              const stars = starsOf(board, id);
              return {
                value: id,
                label: name ? fullName(name) : id,
                ...(stars > 0 && { hint: TEXTS.starred(stars) }),
              };
            })}
          />
        </div>
        {canEdit && (
          <Choices legend={TEXTS.into}>
            <Choice on={into === 'open'} onOn={() => setInto('open')} label={TEXTS.open(project.name)} />
            <Choice
              on={into === 'new'}
              onOn={() => {
                setInto('new');
                if (images.kind === 'source') setImages({ kind: 'folder' });
              }}
              label={TEXTS.fresh}
            />
          </Choices>
        )}
        <Choices legend={TEXTS.images}>
          {sources.map(({ id, title }) => (
            <Choice
              key={id}
              on={images.kind === 'source' && images.node === id}
              onOn={() => setImages({ kind: 'source', node: id })}
              label={TEXTS.source(title)}
            />
          ))}
          <Choice
            on={images.kind === 'folder'}
            onOn={() => setImages({ kind: 'folder' })}
            label={TEXTS.folder}
            text={folder ?? TEXTS.folderNone}
            mono={folder !== undefined}
            action={
              <Button size="small" onClick={() => void chooseFolder()}>
                {TEXTS.choose}
              </Button>
            }
          />
          <Choice
            on={images.kind === 'tried'}
            onOn={() => setImages({ kind: 'tried' })}
            label={TEXTS.tried(board.pictures.length)}
            text={TEXTS.triedText}
          />
        </Choices>
      </div>
    </Dialog>
  );
}

/** Sources of the open flow that give images. */
function useSources(wanted: boolean) {
  const { catalog, state } = useFlowStore();
  if (!wanted || state === undefined) return [];
  return currentFlow().nodes.flatMap(({ id, type, title }) => {
    const descriptor = catalog.get(type);
    const gives = descriptor?.category === 'sources' && descriptor.outputs[0]?.type === 'image';
    return gives ? [{ id, title: title || descriptor.title }] : [];
  });
}

function starsOf(board: TriedBoard, id: string): number {
  return board.pictures.filter(({ hash }) => board.stars.includes(starKey(hash, id))).length;
}

/** The one with the most stars, of several the first; without stars none is chosen for a person where there is a choice. */
function bestColumn(board: TriedBoard): string {
  const [only, ...others] = board.columns;
  if (only && others.length === 0) return only.id;
  const sorted = board.columns
    .map(({ id }) => ({ id, stars: starsOf(board, id) }))
    .filter(({ stars }) => stars > 0)
    .toSorted((a, b) => b.stars - a.stars);
  return sorted[0]?.id ?? '';
}

function Choices({ legend, children }: { readonly legend: string; readonly children: React.ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-11 text-tx-2">{legend}</legend>
      <div className="overflow-hidden rounded-6 border border-line-2 bg-bg-3">{children}</div>
    </fieldset>
  );
}

function Choice({
  on,
  onOn,
  label,
  text,
  mono = false,
  action,
}: {
  readonly on: boolean;
  readonly onOn: () => void;
  readonly label: string;
  readonly text?: string;
  /** The text is a path. */
  readonly mono?: boolean;
  readonly action?: React.ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5 border-line border-t px-3 py-2 first:border-t-0">
      <input type="radio" id={id} checked={on} onChange={onOn} className="size-3.5 shrink-0 accent-accent" />
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="block text-12 text-tx-1">
          {label}
        </label>
        {text !== undefined && (
          <p className={`truncate text-tx-3 ${mono ? 'mono' : 'text-11'}`} title={text}>
            {text}
          </p>
        )}
      </div>
      {action}
    </div>
  );
}
