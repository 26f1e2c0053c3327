import { type ReactNode, useId } from 'react';
import { formatWhen } from '../format.ts';

/** A part of the provenance, with its head. */
export function Section({
  title,
  picker,
  children,
}: {
  readonly title: string;
  readonly picker?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-5 last:mb-0">
      <div className="mb-2 flex min-h-5 items-center justify-between gap-2">
        <h3 id={id} className="min-w-0 truncate font-semibold text-12">
          {title}
        </h3>
        {picker}
      </div>
      {children}
    </section>
  );
}

/** Labels on the left, facts on the right. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-2 gap-y-1.5">{children}</dl>;
}

/** One row of `Facts`. */
export function Fact({
  label,
  mono = false,
  children,
}: {
  readonly label: string;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <>
      <dt className="truncate text-11 text-tx-3" title={label}>
        {label}
      </dt>
      <dd className={mono ? 'mono break-words text-tx-1' : 'text-12 break-words text-tx-1'}>{children}</dd>
    </>
  );
}

/** A moment in local time, with the exact one as its tooltip. */
export function When({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso} className="mono text-tx-3">
      {formatWhen(at)}
    </time>
  );
}
