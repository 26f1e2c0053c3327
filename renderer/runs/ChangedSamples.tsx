import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { NodeComparison } from '../../core/compare-runs.ts';
import type { ChangedSample, OutcomeMove, SampleSide } from '../../core/contract/run-history.ts';
import type { RunId } from '../../core/ids.ts';
import { openImage } from '../app/screen.ts';
import { formatCount } from '../format.ts';
import { Thumbnail } from '../light-table/Picture.tsx';
import { Chip, type Tone } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { api } from '../rpc/queries.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { DiffSide } from './Marks.tsx';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.compared;
const PAGE = 20;

/** Samples that the two runs treated differently, with their captions beside each other. */
export function ChangedSamples({
  before,
  after,
  nodes,
}: {
  readonly before: number;
  readonly after: number;
  readonly nodes: readonly NodeComparison[];
}) {
  const [move, setMove] = useState<Pick<OutcomeMove, 'before' | 'after'>>();
  const [offset, setOffset] = useState(0);
  const answer = useQuery(
    api.runHistory.changedSamples.queryOptions({
      input: {
        before: before as RunId,
        after: after as RunId,
        offset,
        limit: PAGE,
        ...(move && { move }),
      },
      placeholderData: keepPreviousData,
    }),
  );
  const titleOf = (id: string) => nodes.find((node) => node.id === id)?.title ?? id;
  const page = answer.data;
  const most = Math.max(0, ...nodes.map((node) => Math.max(node.before?.in ?? 0, node.after?.in ?? 0)));
  if (page === undefined)
    return (
      <Card title={TEXTS.samples}>
        <p className={`px-3 pb-3 text-12 ${answer.error ? 'text-err' : 'text-tx-3'}`}>
          {answer.error ? errorRecord(answer.error).message : TEXTS.comparing(most)}
        </p>
      </Card>
    );
  const total = page.moves
    .filter((one) => move === undefined || isMove(one, move))
    .reduce((sum, { count }) => sum + count, 0);
  return (
    <Card
      title={TEXTS.samples}
      hint={TEXTS.samplesHint(page.same)}
      end={total > PAGE && <Paging offset={offset} total={total} onOffset={setOffset} />}
    >
      {page.limits.map((limit) => (
        <p key={limit} className="px-3 pb-2 text-12 text-tx-2">
          {limit}
        </p>
      ))}
      {page.moves.length === 0 ? (
        <p className="px-3 pb-3 text-12 text-tx-3">{TEXTS.samplesNone}</p>
      ) : (
        <>
          <MoveFilter
            moves={page.moves}
            chosen={move}
            onChoose={(next) => {
              setMove(next);
              setOffset(0);
            }}
          />
          <ul>
            {page.samples.map((sample) => (
              <SampleRow key={sample.path} sample={sample} runs={[before, after]} titleOf={titleOf} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function isMove(one: Pick<OutcomeMove, 'before' | 'after'>, other: Pick<OutcomeMove, 'before' | 'after'>) {
  return one.before === other.before && one.after === other.after;
}

function moveName({ before, after }: Pick<OutcomeMove, 'before' | 'after'>): string {
  if (before !== after) return TEXTS.move(TEXTS.moveNames[before], TEXTS.moveNames[after]);
  return before === 'kept' ? TEXTS.otherCaption : TEXTS.elsewhere(TEXTS.moveNames[before]);
}

function MoveFilter({
  moves,
  chosen,
  onChoose,
}: {
  readonly moves: readonly OutcomeMove[];
  readonly chosen: Pick<OutcomeMove, 'before' | 'after'> | undefined;
  readonly onChoose: (move: Pick<OutcomeMove, 'before' | 'after'> | undefined) => void;
}) {
  const all = moves.reduce((sum, { count }) => sum + count, 0);
  const choice = (name: string, count: number, on: boolean, act: () => void) => (
    <button
      key={name}
      type="button"
      aria-pressed={on}
      onClick={act}
      className={`flex h-6 items-center gap-1.5 rounded-4 border px-2 text-12 ${on ? 'border-accent-line bg-accent-soft text-accent-tx' : 'border-line-2 text-tx-2 hover:bg-bg-4'}`}
    >
      {name} <span className="mono">{formatCount(count)}</span>
    </button>
  );
  return (
    <div className="flex flex-wrap gap-1.5 px-3 pb-2.5">
      {moves.length > 1 && choice(TEXTS.all, all, chosen === undefined, () => onChoose(undefined))}
      {moves.map((move) =>
        choice(
          moveName(move),
          move.count,
          (chosen !== undefined && isMove(chosen, move)) || moves.length === 1,
          () => onChoose(moves.length === 1 ? undefined : { before: move.before, after: move.after }),
        ),
      )}
    </div>
  );
}

function Paging({
  offset,
  total,
  onOffset,
}: {
  readonly offset: number;
  readonly total: number;
  readonly onOffset: (offset: number) => void;
}) {
  return (
    <span className="flex items-center gap-1 text-12 text-tx-3">
      {RUNS_TEXTS.range(offset + 1, Math.min(offset + PAGE, total), total)}
      <IconButton
        icon={ChevronLeft}
        size={24}
        label={RUNS_TEXTS.earlierPage}
        disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - PAGE))}
      />
      <IconButton
        icon={ChevronRight}
        size={24}
        label={RUNS_TEXTS.laterPage}
        disabled={offset + PAGE >= total}
        onClick={() => onOffset(offset + PAGE)}
      />
    </span>
  );
}

function SampleRow({
  sample,
  runs,
  titleOf,
}: {
  readonly sample: ChangedSample;
  readonly runs: readonly [number, number];
  readonly titleOf: (id: string) => string;
}) {
  const { before, after, image, path } = sample;
  const both = before.caption !== undefined && after.caption !== undefined;
  const sides = [
    { side: 'before', run: runs[0], facts: before },
    { side: 'after', run: runs[1], facts: after },
  ] as const;
  return (
    <li
      className="grid grid-cols-[112px_1fr_1fr] gap-3 border-line border-t px-3 py-2.5"
      data-testid="changed-sample"
    >
      <div className="min-w-0">
        {image !== undefined && (
          <button
            type="button"
            aria-label={path}
            onClick={() => openImage(image)}
            className="block w-full overflow-hidden rounded-4"
          >
            <Thumbnail hash={image} className="h-20 w-full" />
          </button>
        )}
        <p className="mono mt-1 truncate text-tx-3" title={path}>
          {path}
        </p>
      </div>
      {sides.map(({ side, run, facts }) => (
        <div key={side} className="min-w-0">
          <p className="mb-1 flex flex-wrap items-center gap-1.5">
            <span className="mono text-tx-3">{RUNS_TEXTS.number(run)}</span>
            <Chip tone={TONES[facts.outcome]}>{TEXTS.moveNames[facts.outcome]}</Chip>
            {facts.node !== undefined && <span className="text-11 text-tx-3">{titleOf(facts.node)}</span>}
          </p>
          {facts.reason !== undefined && <p className="mb-1 break-words text-12 text-tx-2">{facts.reason}</p>}
          <Caption facts={facts}>
            {both && <DiffSide before={before.caption ?? ''} after={after.caption ?? ''} side={side} />}
          </Caption>
        </div>
      ))}
    </li>
  );
}

const TONES: Readonly<Record<SampleSide['outcome'], Tone>> = {
  kept: 'ok',
  rejected: 'plain',
  failed: 'err',
  none: 'plain',
};

function Caption({ facts, children }: { readonly facts: SampleSide; readonly children: ReactNode }) {
  if (facts.caption === undefined) return null;
  return (
    <>
      <p className="max-w-[75ch] whitespace-pre-wrap break-words text-13 leading-[21px]">
        {children || facts.caption}
      </p>
      {facts.model !== undefined && <p className="mt-0.5 text-11 text-tx-3">{facts.model}</p>}
    </>
  );
}
