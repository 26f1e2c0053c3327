import { clsx } from 'clsx';
import { Clock, OctagonAlert, Star, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { TriedCaption, TriedCell } from '../../core/side-by-side.ts';
import { formatElapsed, formatMoney } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { DiffSide } from '../runs/Marks.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { captionMissing, change } from './try-state.ts';
import { useOverflow } from './use-overflow.ts';

const TEXTS = TRY_TEXTS.cell;
/** Longer captions are cut at so many lines until the row is opened. */
const CLAMPED = 'line-clamp-6';

/** The other text that this one's words are held against. */
export interface Against {
  readonly side: 'before' | 'after';
  readonly text: string;
}

export interface TryCellProps {
  readonly cell: TriedCell;
  readonly hash: string;
  readonly column: string;
  readonly label: string;
  readonly starred: boolean;
  /** Numbers and stars of others are hidden. */
  readonly blind: boolean;
  readonly expanded: boolean;
  readonly onExpand: () => void;
  readonly onOpen: () => void;
  readonly place: string;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly against?: Against;
}

/** One caption: its text, what is to be said against it, what it took, and a star. */
export function TryCell(props: TryCellProps) {
  const { cell, hash, column, starred, label, place, tabIndex, onFocus, onOpen } = props;
  const toggleStar = () => void change((board) => board.star({ hash: hash as never, column, on: !starred }));
  const onKeyDown = (event: KeyboardEvent<HTMLTableCellElement>) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter') onOpen();
    else if (event.key === ' ' && cell.state === 'done') toggleStar();
    else return;
    event.preventDefault();
  };
  return (
    <td
      aria-label={`${label}${starred ? `, ${TEXTS.starred}` : ''}`}
      data-cell={place}
      data-state={cell.state}
      data-testid="try-cell"
      tabIndex={tabIndex}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
      onDoubleClick={onOpen}
      className={clsx(
        'h-px border-line border-r border-b p-0 align-top focus-visible:outline-offset-[-2px]',
        starred ? 'bg-accent-soft' : 'bg-bg-1',
      )}
    >
      <div className="flex h-full min-w-0 flex-col gap-2 p-3">
        <Content {...props} onStar={toggleStar} />
      </div>
    </td>
  );
}

function Content(props: TryCellProps & { readonly onStar: () => void }) {
  const { cell } = props;
  switch (cell.state) {
    case 'done':
      return <Caption {...props} caption={cell.caption} />;
    case 'failed':
      // Its words may name who failed.
      if (props.blind) return <p className="text-12 text-tx-3">{TEXTS.failed}</p>;
      return (
        <>
          <p className="flex items-start gap-1.5 break-words font-medium text-12 text-err">
            <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
            <span className="min-w-0 break-words">{cell.error.message}</span>
          </p>
          {cell.error.remedy !== undefined && (
            <p className="break-words text-12 text-tx-2">{cell.error.remedy}</p>
          )}
          {cell.error.excerpt !== undefined && <Answer excerpt={cell.error.excerpt} />}
          <Button size="small" className="self-start" onClick={() => captionMissing([props.column])}>
            {TEXTS.again}
          </Button>
        </>
      );
    case 'running':
      return <Quiet icon={<Spinner size={14} />} words={TEXTS.running} />;
    case 'waiting':
      return <Quiet icon={<Clock size={14} strokeWidth={1.75} aria-hidden />} words={TEXTS.waiting} />;
    default:
      return <p className="text-12 text-tx-3">{TEXTS.empty}</p>;
  }
}

/** What the other side said, word for word; hostile text. */
export function Answer({ excerpt }: { readonly excerpt: string }) {
  return (
    <details>
      <summary className="min-h-6 content-center text-11 text-tx-3">{TEXTS.answer}</summary>
      <pre className="mono max-h-32 select-text overflow-auto whitespace-pre-wrap break-words rounded-4 bg-field p-2 text-tx-2">
        {excerpt}
      </pre>
    </details>
  );
}

function Quiet({ icon, words }: { readonly icon: ReactNode; readonly words: string }) {
  return (
    <p className="flex items-center gap-1.5 text-12 text-tx-3">
      {icon}
      {words}
    </p>
  );
}

function Caption({
  caption,
  starred,
  blind,
  expanded,
  onExpand,
  onStar,
  against,
}: TryCellProps & { readonly caption: TriedCaption; readonly onStar: () => void }) {
  const { text } = caption;
  const { ref, overflows } = useOverflow(expanded);
  return (
    <>
      {caption.flags.length > 0 && <Flags caption={caption} />}
      <p
        ref={ref}
        className={clsx(
          'select-text whitespace-pre-wrap break-words text-13 text-tx-1 leading-[21px]',
          !expanded && CLAMPED,
        )}
        data-testid="try-caption"
      >
        {against ? (
          <DiffSide
            before={against.side === 'before' ? text : against.text}
            after={against.side === 'before' ? against.text : text}
            side={against.side}
          />
        ) : (
          text
        )}
      </p>
      {overflows && (
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={expanded}
          onClick={onExpand}
          className="min-h-6 self-start text-11 text-accent-tx hover:underline"
        >
          {expanded ? TEXTS.less : TEXTS.more}
        </button>
      )}
      <div className="mt-auto flex items-center gap-2">
        {!blind && <Numbers caption={caption} />}
        <IconButton
          icon={Star}
          size={24}
          iconSize={14}
          tabIndex={-1}
          label={starred ? TEXTS.unstar : TEXTS.star}
          keys="Space"
          aria-pressed={starred}
          className={clsx('ml-auto', starred && '[&_svg]:fill-current')}
          onClick={onStar}
        />
      </div>
    </>
  );
}

function Flags({ caption }: { readonly caption: TriedCaption }) {
  return (
    <ul className="flex flex-wrap gap-1">
      {caption.flags.map(({ reason, detail }) => (
        <li
          key={reason}
          className="max-w-full"
          title={`${TEXTS.wouldReject}${detail === undefined ? '' : `: ${detail}`}`}
        >
          <Chip tone="warn" icon={TriangleAlert}>
            {reason}
          </Chip>
        </li>
      ))}
    </ul>
  );
}

/** Time, tokens, price: what one caption took. */
export function Numbers({ caption }: { readonly caption: TriedCaption }) {
  const { latencyMs, promptTokens, completionTokens, costUsd } = caption;
  return (
    <span className="mono flex min-w-0 flex-wrap gap-x-2 text-tx-3">
      {latencyMs !== undefined && <span className="whitespace-nowrap">{formatElapsed(latencyMs)}</span>}
      {promptTokens !== undefined && completionTokens !== undefined && (
        <span className="whitespace-nowrap" title={TEXTS.tokensHint}>
          {TEXTS.tokens(promptTokens, completionTokens)}
        </span>
      )}
      <span className="whitespace-nowrap">
        {costUsd === undefined ? TEXTS.noPrice : formatMoney(costUsd)}
      </span>
    </span>
  );
}
