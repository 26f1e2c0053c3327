import { clsx } from 'clsx';
import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { keyText } from '../commands/chord-text.ts';
import { TEXTS } from '../texts.ts';

export interface MenuItem {
  readonly label: string;
  readonly icon?: LucideIcon;
  readonly keys?: string | undefined;
  readonly hint?: string;
  readonly onChoose: () => void;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** Defined for a choice that is on or off. */
  readonly checked?: boolean;
}

/** Groups are divided by a line. */
export type MenuGroups = readonly (readonly MenuItem[])[];

/** A menu that its trigger opens. */
export function Menu({
  trigger,
  groups,
  align = 'start',
  header,
}: {
  readonly trigger: ReactNode;
  readonly groups: MenuGroups;
  readonly align?: 'start' | 'end';
  readonly header?: ReactNode;
}) {
  const filled = groups.filter((group) => group.length > 0);
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="appear z-50 min-w-52 rounded-8 border border-line-2 bg-bg-3 p-1 shadow-2"
        >
          {header && <div className="px-2 py-1.5 text-11 text-tx-3">{header}</div>}
          {filled.map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity and keep their places
            <Radix.Group key={index}>
              {index > 0 && <Radix.Separator className="-mx-1 my-1 h-px bg-line" />}
              {group.map((item) => (
                <Radix.Item
                  key={item.label}
                  disabled={item.disabled}
                  onSelect={item.onChoose}
                  className={clsx(
                    'flex h-7 cursor-default items-center gap-2 rounded-4 px-2 text-12 outline-none',
                    'data-[disabled]:opacity-45 data-[highlighted]:bg-bg-4',
                    item.danger ? 'text-err' : 'text-tx-1',
                  )}
                >
                  {item.icon && (
                    <item.icon
                      size={14}
                      strokeWidth={1.75}
                      className={item.danger ? '' : 'text-tx-3'}
                      aria-hidden
                    />
                  )}
                  {item.checked !== undefined && (
                    <span className="w-3.5">
                      {item.checked && (
                        <Check
                          size={14}
                          strokeWidth={1.75}
                          className="text-accent-tx"
                          aria-label={TEXTS.on}
                        />
                      )}
                    </span>
                  )}
                  <span className="truncate">{item.label}</span>
                  <span className="ml-auto pl-4 text-11 text-tx-3">
                    {item.hint ?? (item.keys && keyText(item.keys))}
                  </span>
                </Radix.Item>
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
