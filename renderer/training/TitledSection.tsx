import type { ReactNode } from 'react';

/** A part of the side column with something at the end of its title. */
export function TitledSection({
  title,
  end,
  children,
}: {
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title} className="border-line border-b px-4 py-3">
      <div className="mb-1.5 flex min-h-6 items-center gap-2">
        <h2 className="font-semibold text-12">{title}</h2>
        {end && <span className="ml-auto flex items-center gap-2">{end}</span>}
      </div>
      {children}
    </section>
  );
}
