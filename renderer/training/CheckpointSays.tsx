import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { JobEvaluation, JobEvaluations, TrainingJob } from '../../core/training/training-job.ts';
import { openImage } from '../app/screen.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Added } from '../runs/Marks.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';
import { formatLoss } from './format-training.ts';
import { newWords } from './new-words.ts';

const TEXTS = TRAINING_TEXTS.says;

/** What the model said of a pinned image at each evaluation, newest first after the teacher, with the words marked that it did not say before. */
export function CheckpointSays({
  job,
  evaluations,
}: {
  readonly job: TrainingJob;
  readonly evaluations: JobEvaluations | undefined;
}) {
  const [place, setPlace] = useState(0);
  const pinned = evaluations?.pinned ?? [];
  const shown = pinned[Math.min(place, pinned.length - 1)];
  const saying = (evaluations?.evaluations ?? []).filter(({ captions }) => captions.length > 0);
  return (
    <section aria-label={TEXTS.title}>
      <div className="mb-1.5 flex min-h-7 items-center gap-2">
        <h2 className="font-semibold text-12">{TEXTS.title}</h2>
        {shown && <p className="text-11 text-tx-3">{TEXTS.of(pinned.indexOf(shown) + 1, pinned.length)}</p>}
        {pinned.length > 1 && (
          <span className="ml-auto flex">
            <IconButton
              icon={ChevronLeft}
              label={TEXTS.previous}
              onClick={() => setPlace((place - 1 + pinned.length) % pinned.length)}
            />
            <IconButton
              icon={ChevronRight}
              label={TEXTS.next}
              onClick={() => setPlace((place + 1) % pinned.length)}
            />
          </span>
        )}
      </div>
      {shown === undefined ? (
        <p className="rounded-6 border border-line bg-bg-2 p-3 text-12 text-tx-2">
          {job.spec.evaluation.pinned.length === 0 ? TEXTS.noPinned : TEXTS.notYet}
        </p>
      ) : (
        <div className="flex gap-2">
          <button
            type="button"
            aria-label={TEXTS.open}
            onClick={() => openImage(shown.hash)}
            className="h-44 w-48 shrink-0 overflow-hidden rounded-4 bg-mat"
          >
            <Thumbnail hash={shown.hash} className="size-full" />
          </button>
          <ol
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too
            tabIndex={0}
            aria-label={TEXTS.title}
            className="flex min-w-0 flex-1 gap-2 overflow-x-auto rounded-4"
          >
            <Said
              head={<span className="font-medium text-12">{TEXTS.teacher}</span>}
              text={shown.reference}
              isTeacher
            >
              {shown.reference}
            </Said>
            {saying.length === 0 && <li className="self-center p-3 text-12 text-tx-3">{TEXTS.notYet}</li>}
            {saying
              .map((evaluation, index) => (
                <CheckpointSaid
                  key={evaluation.step}
                  evaluation={evaluation}
                  before={saying[index - 1]}
                  hash={shown.hash}
                />
              ))
              .reverse()}
          </ol>
        </div>
      )}
    </section>
  );
}

function CheckpointSaid({
  evaluation,
  before,
  hash,
}: {
  readonly evaluation: JobEvaluation;
  readonly before: JobEvaluation | undefined;
  readonly hash: string;
}) {
  const said = ({ captions }: JobEvaluation) => captions.find((caption) => caption.hash === hash);
  const caption = said(evaluation);
  const earlier = before && said(before);
  if (!caption) return null;
  return (
    <Said
      text={caption.text}
      head={
        <>
          <span className="mono text-tx-1">{TEXTS.step(evaluation.step)}</span>
          {!caption.finished && (
            <span title={TEXTS.unfinishedHint}>
              <Chip tone="warn">{TEXTS.unfinished}</Chip>
            </span>
          )}
        </>
      }
      {...(evaluation.heldOutLoss !== undefined && {
        end: TEXTS.lossHere(formatLoss(evaluation.heldOutLoss)),
      })}
    >
      {caption.text === '' ? (
        <span className="text-tx-3">{TEXTS.empty}</span>
      ) : (
        newWords(earlier?.text, caption.text).map(({ kind, text }, index) => {
          const key = `${index} ${kind}`;
          return kind === 'added' ? <Added key={key}>{text}</Added> : <span key={key}>{text}</span>;
        })
      )}
    </Said>
  );
}

function Said({
  head,
  text,
  end,
  isTeacher = false,
  children,
}: {
  readonly head: ReactNode;
  readonly text: string;
  readonly end?: string;
  readonly isTeacher?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <li
      data-testid={isTeacher ? 'teacher-says' : 'checkpoint-says'}
      className={`h-44 w-64 shrink-0 overflow-auto rounded-6 border border-line p-2.5 ${isTeacher ? 'bg-bg-3' : 'bg-bg-2'}`}
    >
      <p className="mb-1.5 flex items-center gap-2">
        {head}
        <Chip>{TEXTS.characters(text.length)}</Chip>
        {end !== undefined && <span className="mono ml-auto whitespace-nowrap text-tx-3">{end}</span>}
      </p>
      <p className="whitespace-pre-wrap break-words text-13 leading-[21px]">{children}</p>
    </li>
  );
}
