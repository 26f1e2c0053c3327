import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Kbd } from './Kbd.tsx';

/** One line that can be taken. */
export interface PickEntry {
  readonly id: string;
  readonly title: string;
  readonly icon?: ReactNode;
  readonly hint?: string | undefined;
  /** Written `Ctrl+K`; shown at the end. */
  readonly keys?: string | undefined;
  readonly act: () => void;
}

/** Entries, under a heading where there is one. */
export interface PickGroup {
  readonly title?: string;
  readonly entries: readonly PickEntry[];
}

/**
 * A field and the list that it narrows: arrows go through it, Enter takes, and the focus stays in the field. What holds it says what is
 * found, and closes it.
 */
export function PickList({
  name,
  label = name,
  placeholder = label,
  size = 'small',
  find,
  nothing,
  onTake,
  onLeave,
}: {
  /** Of the list. */
  readonly name: string;
  /** Of the field. */
  readonly label?: string;
  readonly placeholder?: string;
  readonly size?: 'small' | 'large';
  readonly find: (search: string) => readonly PickGroup[];
  /** Said where nothing is found. */
  readonly nothing: (search: string) => string;
  /** Before an entry acts: closes the list. */
  readonly onTake: () => void;
  /** Esc and Tab; absent where a dialog listens to them. */
  readonly onLeave?: () => void;
}) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const groups = find(search).filter(({ entries }) => entries.length > 0);
  const found = groups.flatMap(({ entries }) => entries);
  const large = size === 'large';
  const take = (entry: PickEntry | undefined) => {
    if (!entry) return;
    onTake();
    entry.act();
  };
  return (
    <>
      <div
        className={clsx(
          'flex shrink-0 items-center gap-2 border-line border-b',
          large ? 'h-11 px-3' : 'h-9 px-2.5',
        )}
      >
        <Search size={large ? 16 : 14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: the list was asked for to be typed into
          autoFocus
          type="text"
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={`${id}-${active}`}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            // The canvas beneath has its own keys.
            if (onLeave) event.stopPropagation();
            if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
            else if (event.key === 'Enter' && !event.ctrlKey) take(found[active]);
            else if (onLeave && (event.key === 'Escape' || event.key === 'Tab')) onLeave();
            else return;
            event.preventDefault();
          }}
          className={clsx(
            'h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-tx-3',
            large ? 'text-13' : 'text-12',
          )}
        />
        {large && <Kbd keys="Esc" />}
      </div>
      {found.length === 0 && (
        <p className={clsx('text-12 text-tx-3', large ? 'p-4 text-center' : 'px-3 pt-2')}>
          {nothing(search)}
        </p>
      )}
      <div id={id} role="listbox" aria-label={name} className="min-h-0 overflow-auto p-1">
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box; <fieldset> is for forms
          <div key={group.title ?? ''} role="group" aria-label={group.title ?? name}>
            {group.title !== undefined && (
              <div className="px-2 pt-2 pb-1 font-medium text-11 text-tx-3">{group.title}</div>
            )}
            {group.entries.map((entry) => {
              const index = found.indexOf(entry);
              return (
                <Option
                  key={entry.id}
                  id={`${id}-${index}`}
                  entry={entry}
                  large={large}
                  active={index === active}
                  onPoint={() => setActive(index)}
                  onTake={() => take(entry)}
                />
              );
            })}
          </div>
        ))}
      </div>
    </>
  );
}

function Option({
  id,
  entry,
  large,
  active,
  onPoint,
  onTake,
}: {
  readonly id: string;
  readonly entry: PickEntry;
  readonly large: boolean;
  readonly active: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys (active descendant)
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      ref={(element) => {
        if (active) element?.scrollIntoView({ block: 'nearest' });
      }}
      onPointerMove={onPoint}
      onClick={onTake}
      className={clsx(
        'flex cursor-default items-center rounded-4 px-2 text-12',
        large ? 'h-8 gap-2.5' : 'h-7 gap-2',
        active && 'bg-bg-4',
      )}
    >
      {entry.icon}
      <span className="max-w-[70%] shrink-0 truncate">{entry.title}</span>
      {entry.hint !== undefined && (
        <span className="ml-auto truncate pl-3 text-11 text-tx-3">{entry.hint}</span>
      )}
      {entry.keys !== undefined && (
        <span className={clsx(entry.hint === undefined && 'ml-auto')}>
          <Kbd keys={entry.keys} />
        </span>
      )}
    </div>
  );
}
