import { clsx } from 'clsx';
import { createContext, type ReactNode, useContext, useId } from 'react';

/** One thing that can be chosen: a radio button whose label is the row's head, with facts and actions beside it. */
export function ChoiceRow({
  group,
  title,
  chosen,
  onChoose,
  disabled = false,
  facts,
  actions,
  children,
}: {
  /** Name of the radio group; rows of one dialog share it. */
  readonly group: string | undefined;
  readonly title: ReactNode;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** It cannot be chosen yet, e.g. because it is not downloaded. */
  readonly disabled?: boolean;
  readonly facts?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}) {
  const id = useId();
  return (
    <div
      data-testid="choice"
      className={clsx(
        'relative flex items-start gap-3 border-line border-t px-4 py-3 first:border-t-0',
        chosen &&
          'bg-accent-soft before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent-line',
      )}
    >
      {group !== undefined && (
        <input
          type="radio"
          id={id}
          name={group}
          checked={chosen}
          disabled={disabled}
          onChange={onChoose}
          className="mt-[3px] size-3.5 shrink-0 accent-accent disabled:opacity-45"
        />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex min-h-5 flex-wrap items-center gap-x-2 gap-y-1">
          <label htmlFor={group === undefined ? undefined : id} className="font-medium text-13 text-tx-1">
            {title}
          </label>
          {facts}
        </div>
        {children && <div className="mt-0.5 text-12 text-tx-2">{children}</div>}
      </div>
      {actions && <div className="flex shrink-0 items-center gap-1.5">{actions}</div>}
    </div>
  );
}

/** The heading level of the groups: below a dialog's title, or below a page's. */
export const SectionHeading = createContext<'h2' | 'h3'>('h3');

/** A group of rows with its head. */
export function ChoiceSection({
  title,
  text,
  action,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}) {
  const id = useId();
  const Heading = useContext(SectionHeading);
  return (
    <section aria-labelledby={id} className="mb-5 last:mb-0">
      <div className="mb-2 flex items-end justify-between gap-4">
        <div>
          <Heading id={id} className="font-semibold text-12 text-tx-1">
            {title}
          </Heading>
          <p className="text-11 text-tx-3">{text}</p>
        </div>
        {action}
      </div>
      {children && <div className="overflow-hidden rounded-6 border border-line-2 bg-bg-3">{children}</div>}
    </section>
  );
}
