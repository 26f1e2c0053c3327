import type { ReactNode } from 'react';

/** A titled card of a report page. */
export function Card({
  title,
  hint,
  end,
  children,
}: {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="rounded-6 border border-line bg-bg-2">
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1.5">
        <h2 className="font-semibold text-12">{title}</h2>
        {hint !== undefined && <p className="text-11 text-tx-3">{hint}</p>}
        {end !== undefined && <div className="ml-auto flex items-center gap-2">{end}</div>}
      </div>
      {children}
    </section>
  );
}

/** A titled part of the side column. */
export function SideSection({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="border-line border-b px-4 py-3">
      <h2 className="mb-1.5 font-semibold text-12">{title}</h2>
      {children}
    </section>
  );
}

/** Names with their values, one pair a line. */
export function FactList({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-12 text-tx-2">{name}</dt>
          <dd className="mono min-w-0 break-words text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
