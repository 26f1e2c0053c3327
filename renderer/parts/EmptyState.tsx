import type { ReactNode } from 'react';

/** What will stand here, and the one action that fills it. */
export function EmptyState({
  title,
  text,
  actions,
}: {
  readonly title?: string;
  readonly text: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      {title !== undefined && <h2 className="font-semibold text-15 text-tx-1">{title}</h2>}
      <p className="max-w-[52ch] text-12 text-tx-2">{text}</p>
      {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
