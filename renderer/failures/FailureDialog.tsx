import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ProblemGroup } from '../../core/run.ts';
import { Button } from '../parts/Button.tsx';
import { Checkbox } from '../parts/Checkbox.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { isRunActive } from '../rpc/run-active.ts';
import { TEXTS } from '../texts.ts';
import { ALL, boxOf, type Chosen, choiceOf, countChosen, isChosen, NONE, toggled } from './chosen-samples.ts';
import { FailedSampleRow } from './FailedSampleRow.tsx';
import { retrySamples, skipSamples, unskipSamples } from './failure-actions.ts';

const PAGE = 50;

/** The samples of one group with their pictures and what was answered; the chosen ones, or all, are retried or skipped. */
export function FailureDialog({
  group,
  title,
  onClose,
}: {
  readonly group: ProblemGroup;
  /** Of the node. */
  readonly title: string;
  readonly onClose: () => void;
}) {
  const [chosen, setChosen] = useState<Chosen>(NONE);
  const { node, outcome, cause } = group;
  const { data, fetchNextPage, hasNextPage } = useInfiniteQuery(
    api.failure.list.infiniteOptions({
      input: (offset: number) => ({ node, outcome, cause, offset, limit: PAGE }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : undefined),
      placeholderData: keepPreviousData,
    }),
  );
  const pages = data?.pages ?? [];
  const samples = pages.flatMap((page) => page.samples);
  const total = pages[0]?.total ?? group.count;
  const ids = samples.map(({ sample }) => sample);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      width={760}
      bare
      footer={<Actions group={group} chosen={chosen} total={total} onClose={onClose} />}
    >
      <div className="px-4 pt-3 pb-2 text-12">
        <p className="break-words text-tx-1">{group.reason}</p>
        {group.remedy !== undefined && <p className="break-words text-tx-2">{group.remedy}</p>}
      </div>
      <div className="sticky top-0 z-10 flex h-8 items-center gap-3 border-line border-y bg-bg-2 px-4">
        <Checkbox
          label={TEXTS.failures.chooseAll}
          checked={boxOf(chosen, total)}
          onChecked={() => setChosen(boxOf(chosen, total) === true ? NONE : ALL)}
        />
        <span className="text-12 text-tx-2">{TEXTS.failures.chosen(countChosen(chosen, total), total)}</span>
        {group.skipped > 0 && (
          <span className="ml-auto text-12 text-tx-2">{TEXTS.failures.putAside(group.skipped)}</span>
        )}
      </div>
      <ul aria-label={TEXTS.failures.list}>
        {samples.map((sample) => (
          <FailedSampleRow
            key={sample.sample}
            sample={sample}
            reason={group.reason}
            node={group.node}
            onLeave={onClose}
            chosen={isChosen(chosen, sample.sample)}
            onToggle={() => setChosen(toggled(chosen, sample.sample, ids))}
          />
        ))}
      </ul>
      {data === undefined && (
        <div className="flex justify-center p-6">
          <Spinner />
        </div>
      )}
      {hasNextPage && (
        <div className="flex justify-center p-3">
          <Button size="small" onClick={() => void fetchNextPage()}>
            {TEXTS.failures.more(total - samples.length)}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Actions({
  group,
  chosen,
  total,
  onClose,
}: {
  readonly group: ProblemGroup;
  readonly chosen: Chosen;
  readonly total: number;
  readonly onClose: () => void;
}) {
  const running = useProject((state) => isRunActive(state.run));
  const choice = choiceOf(group, chosen);
  const some = choice.samples?.length;
  if (group.outcome === 'rejected' && group.skipped === 0)
    return <Button onClick={onClose}>{TEXTS.close}</Button>;
  const words = TEXTS.failures;
  return (
    <>
      <span className="mr-auto self-center pr-4 text-11 text-tx-3">
        {running ? words.running : words.skipHelp}
      </span>
      {group.skipped > 0 && (
        <Button onClick={() => void unskipSamples(choice)}>
          {some === undefined ? words.unskip : words.unskipChosen(some)}
        </Button>
      )}
      {group.outcome === 'failed' && (
        <>
          <Button onClick={() => void skipSamples(choice)}>
            {some === undefined ? words.skipAll(total) : words.skipChosen(some)}
          </Button>
          <Button
            kind="main"
            disabled={running}
            title={running ? words.running : undefined}
            onClick={() => void retrySamples(choice).then((started) => started && onClose())}
          >
            {some === undefined ? words.retryAll(total) : words.retryChosen(some)}
          </Button>
        </>
      )}
    </>
  );
}
