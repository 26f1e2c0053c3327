import { type ReactNode, useId } from 'react';

/** A labelled field of a form; a fault takes the place of its help. */
export function FormField({
  label,
  help,
  fault,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  readonly fault?: string;
  readonly children: (id: string, describedBy: string) => ReactNode;
}) {
  const id = useId();
  const hint = fault ?? help;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-11 text-tx-2">
        {label}
      </label>
      {children(id, `${id}-help`)}
      <p id={`${id}-help`} className={fault === undefined ? 'text-11 text-tx-3' : 'text-11 text-err'}>
        {hint}
      </p>
    </div>
  );
}
