import { summarize, type TriedCell } from '../../core/side-by-side.ts';
import { TRY_TEXTS } from '../texts/try.ts';

const TEXTS = TRY_TEXTS.totals;

/** What a column comes to. */
export function TotalsCell({
  cells,
  low,
}: {
  readonly cells: readonly TriedCell[];
  /** The window is low: totals do not stay in view. */
  readonly low: boolean;
}) {
  const sum = summarize(cells);
  const { meanLength, meanMs, promptTokens, completionTokens, usdPerThousand: price, captions } = sum;
  const problems = [
    ...(sum.failed > 0 ? [TEXTS.failed(sum.failed)] : []),
    ...(sum.flagged > 0 ? [TEXTS.flagged(sum.flagged)] : []),
  ];
  const tokens =
    promptTokens === undefined || completionTokens === undefined
      ? undefined
      : TRY_TEXTS.cell.tokens(Math.round(promptTokens), Math.round(completionTokens));
  const priceWords =
    price === undefined
      ? captions === 0
        ? undefined
        : TEXTS.unknown
      : price.value === 0
        ? TEXTS.free
        : price.low === undefined || price.high === undefined
          ? TEXTS.about(price.value)
          : TEXTS.between(price.low, price.high);
  return (
    <td
      data-testid="try-totals"
      className={`${low ? '' : 'sticky bottom-0 z-20'} border-line border-t border-r bg-bg-2 p-3 align-top`}
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <Fact
          name={TEXTS.price}
          value={priceWords}
          title={price?.low === undefined ? TEXTS.few : TEXTS.interval}
        />
        <Fact name={TEXTS.time} value={meanMs === undefined ? undefined : TEXTS.timeValue(meanMs)} />
        <Fact
          name={TEXTS.length}
          value={meanLength === undefined ? undefined : TEXTS.lengthValue(meanLength)}
        />
        <Fact name={TEXTS.tokens} value={tokens} />
        <Fact
          name={TEXTS.problems}
          value={problems.length > 0 ? problems.join(', ') : captions > 0 ? TEXTS.none : undefined}
          warn={problems.length > 0}
        />
      </dl>
    </td>
  );
}

function Fact({
  name,
  value,
  title,
  warn = false,
}: {
  readonly name: string;
  readonly value: string | undefined;
  readonly title?: string;
  readonly warn?: boolean;
}) {
  return (
    <>
      <dt className="text-11 text-tx-3">{name}</dt>
      <dd
        className={`mono text-right ${warn ? 'text-warn' : 'text-tx-1'}`}
        title={value === undefined ? undefined : title}
      >
        {value ?? TEXTS.nothing}
      </dd>
    </>
  );
}
