import { clsx } from 'clsx';
import { diffWords } from './word-diff.ts';

/** Text that was taken away: orange underline, struck through. Never red and green. */
export function Removed({ children }: { readonly children: string }) {
  return (
    <del
      className="decoration-2 underline-offset-4"
      style={{ textDecorationLine: 'underline line-through', textDecorationColor: 'var(--port-dataset)' }}
    >
      {children}
    </del>
  );
}

/** Text that was put in: blue underline. */
export function Added({ children }: { readonly children: string }) {
  return (
    <ins
      className="underline decoration-2 underline-offset-4"
      style={{ textDecorationColor: 'var(--port-image)' }}
    >
      {children}
    </ins>
  );
}

/** One side of two texts, with what the other side does not have marked. */
export function DiffSide({
  before,
  after,
  side,
}: {
  readonly before: string;
  readonly after: string;
  readonly side: 'before' | 'after';
}) {
  const hidden = side === 'before' ? 'added' : 'removed';
  return (
    <>
      {diffWords(before, after)
        .filter(({ kind }) => kind !== hidden)
        .map(({ kind, text }, index) => {
          const key = `${index} ${kind}`;
          if (kind === 'removed')
            return (
              <span
                key={key}
                className="underline decoration-2 underline-offset-4"
                style={{ textDecorationColor: 'var(--port-dataset)' }}
              >
                {text}
              </span>
            );
          return kind === 'added' ? <Added key={key}>{text}</Added> : <span key={key}>{text}</span>;
        })}
    </>
  );
}

/** Old value, arrow, new value. Long texts stand under each other with their words compared. */
export function ValueChangeText({ before, after }: { readonly before: string; readonly after: string }) {
  const long = before.length > 40 || after.length > 40 || before.includes('\n') || after.includes('\n');
  if (!long)
    return (
      <span className="mono">
        <Removed>{before}</Removed>
        <span aria-hidden className="px-1.5 text-tx-3">
          →
        </span>
        <Added>{after}</Added>
      </span>
    );
  return (
    <span className={clsx('mono block whitespace-pre-wrap break-words rounded-4 bg-field p-2')}>
      {diffWords(before, after).map(({ kind, text }, index) => {
        const key = `${index} ${kind}`;
        if (kind === 'removed') return <Removed key={key}>{text}</Removed>;
        return kind === 'added' ? <Added key={key}>{text}</Added> : <span key={key}>{text}</span>;
      })}
    </span>
  );
}
