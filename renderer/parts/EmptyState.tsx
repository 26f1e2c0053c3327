import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** What will stand here, and the one action that fills it. */
export function EmptyState({
  title,
  text,
  actions,
  ghosts,
}: {
  readonly title?: string;
  readonly text: ReactNode;
  readonly actions?: ReactNode;
  /** The layout that will stand here, without content; it is drawn behind, and fades out around the words. */
  readonly ghosts?: ReactNode;
}) {
  return (
    <div className="relative flex h-full items-center justify-center p-6">
      {ghosts && <div className="absolute inset-0 overflow-hidden">{ghosts}</div>}
      <div
        className={clsx(
          'relative flex flex-col items-center gap-3 text-center',
          ghosts && 'rounded-8 bg-bg-1 px-4 py-2 shadow-[0_0_20px_20px_var(--bg-1)]',
        )}
      >
        {title !== undefined && <h2 className="font-semibold text-15 text-tx-1">{title}</h2>}
        <p className="max-w-[52ch] text-12 text-tx-2">{text}</p>
        {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
      </div>
    </div>
  );
}
