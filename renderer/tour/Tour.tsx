import { Check, X } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { type Box, controlsOutside } from '../parts/free-place.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TOUR_TEXTS } from '../texts/tour.ts';
import { findTarget } from './find-target.ts';
import { placePopover } from './place-popover.ts';
import { endTour, goToStep, useTour } from './tour-state.ts';
import { nextStep, STEP_COUNT } from './tour-steps.ts';
import { useStepsDone } from './use-step-facts.ts';
import { useTargetBox } from './use-target-box.ts';

/** Room between a target and the ring around it. */
const RING = 4;

/** The tour of the first steps: a ring around the part of the screen, and beside it what to do there. Nothing is locked meanwhile. */
export function Tour() {
  const open = useTour((state) => state.open);
  const hasProject = useProject((state) => Boolean(state.project));
  return open && hasProject && <OpenTour />;
}

function OpenTour() {
  const { facts, done } = useStepsDone();
  const chosen = useTour((state) => state.chosen);
  const step = chosen ?? nextStep(done);
  const isDone = done[step] ?? false;
  const latest = useRef(facts);
  latest.current = facts;
  const find = useCallback(() => findTarget(step, latest.current), [step]);
  const box = useTargetBox(find);
  useFollowing(step, isDone, done);
  return (
    <>
      {box && (
        <div
          aria-hidden
          className="pointer-events-none fixed z-40 rounded-8 border-2 border-accent-line"
          style={{
            left: box.left - RING,
            top: box.top - RING,
            width: box.width + 2 * RING,
            height: box.height + 2 * RING,
          }}
        />
      )}
      <Panel step={step} isDone={isDone} done={done} box={box} />
    </>
  );
}

/** A step that gets done while it is shown leads on to the next; after the last the tour is over. */
function useFollowing(step: number, isDone: boolean, done: readonly boolean[]): void {
  const before = useRef({ step, isDone });
  useEffect(() => {
    const was = before.current;
    before.current = { step, isDone };
    if (was.step !== step || was.isDone || !isDone) return;
    if (done.every(Boolean)) endTour('done');
    else goToStep(undefined);
  }, [step, isDone, done]);
}

function Panel({
  step,
  isDone,
  done,
  box,
}: {
  readonly step: number;
  readonly isDone: boolean;
  readonly done: readonly boolean[];
  readonly box: Box | undefined;
}) {
  const panel = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 8, top: 8 });
  const text = TOUR_TEXTS.steps[step];
  const resized = useResized();
  const last = step === STEP_COUNT - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the panel's height changes with its text
  useLayoutEffect(() => {
    if (!panel.current) return;
    const { offsetWidth: width, offsetHeight: height } = panel.current;
    // Where the box is known, the ring around it is kept free, too.
    const window = { width: innerWidth, height: innerHeight };
    const next = placePopover(box, { width, height }, window, controlsOutside(panel.current));
    setPlace((before) => (before.left === next.left && before.top === next.top ? before : next));
  }, [box, step, isDone, resized]);
  // Once, when the tour begins; later the focus belongs to what the person is doing.
  useEffect(() => afterMenus(() => panel.current?.focus()), []);
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      // Esc first closes what lies above: a dialog, a menu, a list.
      if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere(panel.current)) return;
      endTour('skipped');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  const move = (by: number) => goToStep(Math.min(STEP_COUNT - 1, Math.max(0, step + by)));
  const onArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key === 'ArrowLeft' ? -1 : 1);
  };
  if (!text) return null;
  return (
    <div
      ref={panel}
      role="dialog"
      data-region="tour"
      aria-label={`${TOUR_TEXTS.name}, ${TOUR_TEXTS.of(step + 1, STEP_COUNT)}: ${text.title}`}
      tabIndex={-1}
      onKeyDown={onArrow}
      style={place}
      className="appear fixed z-40 flex w-80 flex-col gap-2 rounded-8 border border-line-2 bg-bg-3 p-4 shadow-2 outline-none focus-visible:border-accent-line"
    >
      <div className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 font-semibold text-13">{text.title}</h2>
        <IconButton
          icon={X}
          iconSize={14}
          size={24}
          label={TOUR_TEXTS.skip}
          keys="Esc"
          className="-mr-1"
          onClick={() => endTour('skipped')}
        />
      </div>
      <div aria-live="polite">
        {isDone ? (
          <p className="flex items-center gap-1.5 text-12 text-ok">
            <Check size={14} strokeWidth={1.75} aria-hidden /> {text.done}
          </p>
        ) : (
          <p className="text-12 text-tx-2">{text.text}</p>
        )}
      </div>
      <div className="mt-1 flex items-center gap-2">
        <Dots step={step} done={done} />
        <Button size="small" disabled={step === 0} onClick={() => move(-1)}>
          {TOUR_TEXTS.back}
        </Button>
        {last ? (
          <Button size="small" kind="main" onClick={() => endTour(isDone ? 'done' : 'skipped')}>
            {TOUR_TEXTS.finish}
          </Button>
        ) : (
          <Button size="small" kind="main" onClick={() => move(1)}>
            {TOUR_TEXTS.next}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Which steps are done, and which is shown; said in words by the panel's name. */
function Dots({ step, done }: { readonly step: number; readonly done: readonly boolean[] }) {
  return (
    <span className="mr-auto flex items-center gap-1" aria-hidden>
      {TOUR_TEXTS.short.map((title, index) => (
        <span
          key={title}
          className={`h-1.5 rounded-full ${index === step ? 'w-4 bg-accent-line' : done[index] ? 'w-1.5 bg-ok-fill' : 'w-1.5 bg-line-3'}`}
        />
      ))}
    </span>
  );
}

/** Another number after each change of the window's size. */
function useResized(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const onResize = () => setCount((before) => before + 1);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return count;
}

/** Runs once a menu that was pressed has given the focus back to its button. Gives what takes it back. */
function afterMenus(act: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(act);
  });
  return () => cancelAnimationFrame(frame);
}

/** Whether the focus is in something else that Esc closes or means something to. */
function isElsewhere(panel: HTMLElement | null): boolean {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || panel?.contains(focused)) return false;
  return true;
}
