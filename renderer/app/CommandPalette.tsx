import { clsx } from 'clsx';
import { Search } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { addNode } from '../canvas/add-node.ts';
import { focusNode } from '../canvas/canvas-instance.ts';
import { searchNodes } from '../canvas/palette-search.ts';
import { useCustomKeys } from '../commands/custom-keys.ts';
import { allCommands, isEnabled, keysNow, runCommand } from '../commands/registry.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { nodeTitle } from '../flow/node-title.ts';
import { Kbd } from '../parts/Kbd.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';
import { useCommandPalette } from './command-palette-state.ts';
import { goTo, selectNodes } from './screen.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly icon: ReactNode;
  readonly keys?: string | undefined;
  readonly hint?: string;
  readonly act: () => void;
}

/** Commands, nodes of the flow and node types in one list; Ctrl+K. */
export function CommandPalette() {
  const open = useCommandPalette((state) => state.open);
  const close = () => useCommandPalette.setState({ open: false });
  return (
    <Radix.Root open={open} onOpenChange={(next) => useCommandPalette.setState({ open: next })}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden />
        <Radix.Content
          data-modal=""
          aria-describedby={undefined}
          className="appear fixed top-[12vh] left-1/2 z-40 flex max-h-[64vh] w-140 max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-8 border border-line-2 bg-bg-3 shadow-2 outline-none"
        >
          <Radix.Title className="sr-only">{TEXTS.commandPalette.title}</Radix.Title>
          <Finder onDone={close} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Finder({ onDone }: { readonly onDone: () => void }) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const groups = useGroups(search);
  const entries = groups.flatMap((group) => group.entries);
  const act = (entry: Entry | undefined) => {
    if (!entry) return;
    onDone();
    entry.act();
  };
  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-2 border-line border-b px-3">
        <Search size={16} strokeWidth={1.75} className="text-tx-3" aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-expanded
          aria-controls="command-list"
          aria-activedescendant={`command-${active}`}
          aria-label={TEXTS.commandPalette.placeholder}
          placeholder={TEXTS.commandPalette.placeholder}
          autoComplete="off"
          spellCheck={false}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, entries.length - 1));
            else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
            else if (event.key === 'Enter' && !event.ctrlKey) act(entries[active]);
            else return;
            event.preventDefault();
          }}
          className="h-full flex-1 bg-transparent text-13 outline-none placeholder:text-tx-3"
        />
        <Kbd keys="Esc" />
      </div>
      <div
        id="command-list"
        role="listbox"
        aria-label={TEXTS.commandPalette.title}
        className="min-h-0 overflow-auto p-1"
      >
        {entries.length === 0 && (
          <p className="p-4 text-center text-12 text-tx-3">{TEXTS.commandPalette.nothing(search)}</p>
        )}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box; <fieldset> is for forms
          <div key={group.title} role="group" aria-label={group.title}>
            {group.entries.length > 0 && (
              <div className="px-2 pt-2 pb-1 font-medium text-11 text-tx-3">{group.title}</div>
            )}
            {group.entries.map((entry) => {
              const index = entries.indexOf(entry);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys (active descendant)
                <div
                  key={entry.id}
                  id={`command-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  ref={(element) => {
                    if (index === active) element?.scrollIntoView({ block: 'nearest' });
                  }}
                  onPointerMove={() => setActive(index)}
                  onClick={() => act(entry)}
                  className={clsx(
                    'flex h-8 cursor-default items-center gap-2.5 rounded-4 px-2 text-12',
                    index === active && 'bg-bg-4',
                  )}
                >
                  {entry.icon}
                  <span className="truncate">{entry.title}</span>
                  <span className="ml-auto truncate pl-4 text-11 text-tx-3">{entry.hint}</span>
                  {entry.keys && <Kbd keys={entry.keys} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </>
  );
}

function useGroups(
  search: string,
): readonly { readonly title: string; readonly entries: readonly Entry[] }[] {
  const flow = useFlow();
  const { keys } = keysNow(useCustomKeys((state) => state.custom));
  const catalog = useCatalog();
  // Without a project there is nothing to add to.
  const open = useProject((state) => Boolean(state.project));
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (title: string) => words.every((word) => title.toLowerCase().includes(word));
  return [
    {
      title: TEXTS.commandPalette.commands,
      entries: allCommands()
        .filter((command) => command.listed !== false && matches(command.title) && isEnabled(command))
        .map((command) => ({
          id: command.id,
          title: command.title,
          keys: keys.get(command.id)?.[0],
          icon: <command.icon size={16} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />,
          act: () => runCommand(command.id),
        })),
    },
    {
      title: TEXTS.commandPalette.inFlow,
      entries: (open ? flow.nodes : [])
        .filter((node) => matches(nodeTitle(node, catalog)))
        .slice(0, 20)
        .map((node) => ({
          id: `node-${node.id}`,
          title: nodeTitle(node, catalog),
          hint: node.id,
          icon: icon(catalog.get(node.type)?.icon),
          act: () => {
            goTo('flow');
            selectNodes([node.id]);
            // The dialog gives the focus back first.
            requestAnimationFrame(() => requestAnimationFrame(() => focusNode(node.id)));
          },
        })),
    },
    {
      title: TEXTS.commandPalette.add,
      entries: searchNodes(open ? [...catalog.values()] : [], search).map((type) => ({
        id: `type-${type.type}`,
        title: TEXTS.palette.add(type.title),
        hint: type.summary,
        icon: icon(type.icon),
        act: () => {
          goTo('flow');
          addNode(type);
        },
      })),
    },
  ];
}

function icon(name: string | undefined) {
  const Icon = nodeIcon(name);
  return <Icon size={16} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />;
}
