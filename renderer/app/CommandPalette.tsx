import { Dialog as Radix } from 'radix-ui';
import { addNode } from '../canvas/add-node.ts';
import { focusNode } from '../canvas/canvas-instance.ts';
import { searchNodes } from '../canvas/palette-search.ts';
import { useCustomKeys } from '../commands/custom-keys.ts';
import { allCommands, isEnabled, keysNow, runCommand } from '../commands/registry.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { nodeTitle } from '../flow/node-title.ts';
import { type PickGroup, PickList } from '../parts/PickList.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';
import { useCommandPalette } from './command-palette-state.ts';
import { goTo, selectNodes } from './screen.ts';

/** Commands, nodes of the flow and node types in one list; Ctrl+K. */
export function CommandPalette() {
  const close = () => useCommandPalette.setState({ open: false });
  const find = useFinder();
  return (
    <Radix.Root open onOpenChange={(open) => useCommandPalette.setState({ open })}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden />
        <Radix.Content
          data-modal=""
          aria-describedby={undefined}
          className="appear fixed top-[12vh] left-1/2 z-40 flex max-h-[64vh] w-140 max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-8 border border-line-2 bg-bg-3 shadow-2 outline-none"
        >
          <Radix.Title className="sr-only">{TEXTS.commandPalette.title}</Radix.Title>
          <PickList
            name={TEXTS.commandPalette.title}
            label={TEXTS.commandPalette.placeholder}
            size="large"
            find={find}
            nothing={TEXTS.commandPalette.nothing}
            onTake={close}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function useFinder(): (search: string) => readonly PickGroup[] {
  const flow = useFlow();
  const { keys } = keysNow(useCustomKeys((state) => state.custom));
  const catalog = useCatalog();
  // Without a project there is nothing to add to.
  const open = useProject((state) => Boolean(state.project));
  return (search) => {
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
  };
}

function icon(name: string | undefined) {
  const Icon = nodeIcon(name);
  return <Icon size={16} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />;
}
