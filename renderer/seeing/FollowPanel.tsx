import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ImageHash, SampleId } from '../../core/ids.ts';
import type { PathPass, PathStep, SamplePath } from '../../core/sample-path.ts';
import { openImage } from '../app/screen.ts';
import { isTyping } from '../commands/typing.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { baseName } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { FollowStep } from './FollowStep.tsx';
import { endFollow, type FollowTarget, showPath } from './follow-state.ts';
import { PinButton } from './SampleActions.tsx';
import { sayPass, tellingPass } from './say-pass.ts';

const TEXTS = SEEING_TEXTS.way;

/** Beside the canvas while a sample is followed: its steps from the source to where it ended. Esc ends it. */
export function FollowPanel({ target }: { readonly target: FollowTarget }) {
  const { data, error } = useWay(target);
  const head = useRef<HTMLHeadingElement>(null);
  useEscape();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sample takes the focus again
  useEffect(() => head.current?.focus(), [target]);
  const name = baseName(target.path);
  return (
    <section aria-label={TEXTS.name(name)} className="flex h-full min-h-0 flex-col">
      <header className="flex h-11 shrink-0 items-center gap-2 border-line border-b pr-2 pl-4">
        <h2 ref={head} tabIndex={-1} className="min-w-0 flex-1 truncate font-semibold text-13 outline-none">
          {TEXTS.title}
        </h2>
        <PinButton image={data?.image ?? target.image} path={target.path} />
        <IconButton icon={X} label={TEXTS.end} keys="Esc" onClick={endFollow} />
      </header>
      <div className="min-h-0 flex-1 overflow-auto">
        <Picture target={target} path={data} />
        {error !== null && <Trouble error={error} />}
        {!data && error === null && (
          <p className="flex items-center gap-2 p-4 text-12 text-tx-2">
            <Spinner />
            {TEXTS.loading}
          </p>
        )}
        {data && <Way path={data} />}
      </div>
    </section>
  );
}

/** The way as the engine tells it; told anew while a run goes on, and when captions change. */
function useWay({ image, sample, node }: FollowTarget) {
  const captions = useProject((state) => state.captionsSequence);
  const run = useProject((state) => `${state.run?.id} ${state.run?.state}`);
  const query = useQuery({
    ...api.preview.trace.queryOptions({
      input: {
        ...(image !== undefined && image !== '' && { image: image as ImageHash }),
        ...(sample !== undefined && { sample: sample as SampleId }),
        ...(node !== undefined && { node }),
      },
    }),
    retry: false,
  });
  const { refetch, data } = query;
  const before = useRef(`${captions} ${run}`);
  useEffect(() => {
    const now = `${captions} ${run}`;
    if (before.current !== now) void refetch();
    before.current = now;
  }, [captions, run, refetch]);
  useEffect(() => showPath(data), [data]);
  return query;
}

/** Dialogs, menus, popovers and lists, which Esc closes first. */
const OPEN = '[data-modal], [data-radix-popper-content-wrapper], [role="listbox"][data-state="open"]';

function useEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isTyping(event.target) || document.querySelector(OPEN) !== null) return;
      event.preventDefault();
      endFollow();
    };
    // Before the canvas, whose own Esc lets go of what is chosen.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}

function Picture({ target, path }: { readonly target: FollowTarget; readonly path: SamplePath | undefined }) {
  const running = useProject((state) => isRunActive(state.run));
  const image = path?.image ?? target.image;
  const name = path?.path || target.path;
  const of =
    path === undefined
      ? ''
      : path.run === undefined
        ? TEXTS.ofFlow
        : running
          ? TEXTS.ofRunLive(path.run)
          : TEXTS.ofRun(path.run);
  return (
    <div className="flex gap-3 border-line border-b px-4 py-3">
      {image !== undefined && image !== '' && (
        <button
          type="button"
          aria-label={`${SEEING_TEXTS.open}: ${baseName(name)}`}
          onClick={() => openImage(image)}
          className="size-[72px] shrink-0 overflow-hidden rounded-4 bg-mat"
        >
          <img src={native().thumbUrl(image)} alt="" className="size-full object-cover" />
        </button>
      )}
      <div className="min-w-0 flex-1">
        <p className="mono truncate text-tx-1" title={name}>
          {name}
        </p>
        <p className="mt-0.5 text-11 text-tx-3">{of}</p>
        {path && <Summary path={path} />}
      </div>
    </div>
  );
}

function sayEnd(title: string, pass: PathPass): string {
  const { reason = '', detail, error } = pass;
  if (pass.outcome === 'rejected')
    return TEXTS.rejectedBy(title, [reason, detail].filter(Boolean).join(', '));
  if (pass.outcome === 'failed') return TEXTS.failedAt(title, error?.message ?? '');
  if (pass.outcome === 'kept' || pass.outcome === 'gathered') return TEXTS.keptTo(title);
  return TEXTS.endedAt(title, sayPass(pass, true).text ?? '');
}

/** Where it ended, in one sentence; read aloud when it comes. */
function Summary({ path }: { readonly path: SamplePath }) {
  const titleOf = useTitles();
  const last = path.steps.findLast(({ passes }) => passes.length > 0);
  const ends = path.steps.filter(({ passes }) =>
    passes.some(({ outcome }) => outcome === 'rejected' || outcome === 'failed'),
  );
  const end = ends.at(-1) ?? last;
  const pass = end && tellingPass(end.passes);
  if (!end || !pass) return null;
  return (
    <p aria-live="polite" className="mt-1 line-clamp-3 break-words text-12 text-tx-1">
      {sayEnd(titleOf(end.node), pass)}
    </p>
  );
}

function Way({ path }: { readonly path: SamplePath }) {
  const titleOf = useTitles();
  const passed = path.steps.filter(({ passes }) => passes.length > 0);
  const missed = path.steps.filter(({ passes, absent }) => passes.length === 0 && !absent);
  const absent = path.steps.filter((step) => step.absent);
  const list = (steps: readonly PathStep[]) => steps.map(({ node }) => titleOf(node)).join(', ');
  if (!path.found)
    return (
      <p className="p-4 text-12 text-tx-2">
        {TEXTS.notFound} {TEXTS.notFoundHelp}
      </p>
    );
  return (
    <>
      <ol>
        {passed.map((step) => (
          <FollowStep key={step.node} step={step} ofRun={path.run !== undefined} />
        ))}
      </ol>
      {missed.length > 0 && <p className="px-4 pt-3 text-11 text-tx-3">{TEXTS.others(list(missed))}</p>}
      {absent.length > 0 && <p className="px-4 pt-3 text-11 text-tx-3">{TEXTS.absent(list(absent))}</p>}
      <div className="h-4" />
    </>
  );
}

function Trouble({ error }: { readonly error: unknown }) {
  const { message, remedy } = errorRecord(error);
  return (
    <p className="p-4 text-12">
      <span className="text-err">{message}</span> <span className="text-tx-2">{remedy}</span>
    </p>
  );
}

function useTitles(): (node: string) => string {
  const flow = useFlow();
  const catalog = useCatalog();
  return (id) => {
    const node = flow.nodes.find((one) => one.id === id);
    return node ? nodeTitle(node, catalog) : id;
  };
}
