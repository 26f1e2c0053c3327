import { clsx } from 'clsx';
import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab {
  readonly value: string;
  readonly label: string;
  readonly count?: string;
  readonly countTone?: 'quiet' | 'err';
  readonly content: ReactNode;
}

/** Views of the same thing. `end` stands at the right of the row; `underlined` marks the chosen one with a line. */
export function Tabs({
  tabs,
  value,
  onValue,
  label,
  end,
  underlined = true,
  bodyClass,
}: {
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly label: string;
  readonly end?: ReactNode;
  readonly underlined?: boolean;
  readonly bodyClass?: string;
}) {
  return (
    <Radix.Root value={value} onValueChange={onValue} className="flex min-h-0 flex-1 flex-col">
      <div
        className={clsx('flex shrink-0 items-center border-line border-b px-3', underlined ? 'h-9' : 'h-8')}
      >
        <Radix.List aria-label={label} className="flex h-full min-w-0 gap-4">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className={clsx(
                '-mb-px flex items-center gap-1.5 text-12 text-tx-2 whitespace-nowrap hover:text-tx-1',
                'data-[state=active]:font-semibold data-[state=active]:text-tx-1',
                underlined && 'border-transparent border-b-2 data-[state=active]:border-accent-line',
              )}
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className={clsx('mono', tab.countTone === 'err' ? 'text-err' : 'text-tx-3')}>
                  {tab.count}
                </span>
              )}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="ml-auto flex items-center gap-3 pl-3">{end}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          className={clsx('min-h-0 flex-1 overflow-auto outline-none', bodyClass)}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
