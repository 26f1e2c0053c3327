import { clsx } from 'clsx';
import type { ReactNode } from 'react';

/** A column of a table of facts; numbers stand at its right. */
export interface FactColumn {
  readonly label: string;
  readonly right?: boolean;
}

export function TableHead({ columns }: { readonly columns: readonly FactColumn[] }) {
  return (
    <thead>
      <tr className="h-7 text-11 text-tx-3">
        {columns.map(({ label, right }) => (
          <th
            key={label}
            scope="col"
            className={clsx(
              'px-2 font-medium whitespace-nowrap first:pl-4 last:pr-4',
              right ? 'text-right' : 'text-left',
            )}
          >
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export function TableCell({
  head = false,
  number = false,
  title,
  children,
}: {
  /** Names its row. */
  readonly head?: boolean;
  readonly number?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  const className = clsx(
    'px-2 py-1 text-12 first:pl-4 last:pr-4',
    number ? 'mono text-right whitespace-nowrap' : 'max-w-72 truncate text-left',
    head ? 'font-normal text-tx-1' : 'text-tx-2',
  );
  return head ? (
    <th scope="row" className={className} title={title}>
      {children}
    </th>
  ) : (
    <td className={className} title={title}>
      {children}
    </td>
  );
}
