import { clsx } from 'clsx';
import { Check, ChevronRight } from 'lucide-react';
import { ContextMenu as Radix } from 'radix-ui';
import { createContext, type MouseEvent, type ReactNode, use, useRef, useState } from 'react';
import { FRAME_COLOURS, findNode } from '../../core/flow.ts';
import { selectNodes, useScreen } from '../app/screen.ts';
import { keyText } from '../commands/chord-text.ts';
import type { Command } from '../commands/command.ts';
import { commandOf, isEnabled, runCommand, useKeys } from '../commands/registry.ts';
import { isTyping } from '../commands/typing.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { useCanvasPreferences } from './canvas-preferences.ts';
import { frameColour } from './FrameMark.tsx';
import { nodeAt } from './focused-node.ts';
import { chosenFrames, colourFrames } from './frame-actions.ts';
import { MENUS, type MenuEntry, type MenuTarget } from './menu-items.ts';

const TEXTS = CANVAS_TEXTS.menu;
/** Takes what is to be done once the menu has given the focus back: a field that is opened then keeps it. */
const Afterwards = createContext<(act: () => void) => void>((act) => act());

/** Opens a menu of commands for what is under the pointer, or for what has the focus when the menu key is pressed. */
export function CanvasMenu({ children }: { readonly children: ReactNode }) {
  const [target, setTarget] = useState<MenuTarget>('canvas');
  const waiting = useRef<(() => void) | undefined>(undefined);
  const open = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target : undefined;
    // Fields have the menu of the system: spelling, pasting.
    if (isTyping(event.target)) event.stopPropagation();
    else setTarget(chooseTarget(element));
  };
  const later = (act: () => void) => {
    waiting.current = act;
  };
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild onContextMenuCapture={open}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          collisionPadding={8}
          onCloseAutoFocus={() => {
            const act = waiting.current;
            waiting.current = undefined;
            // The focus goes back right after this.
            if (act) queueMicrotask(act);
          }}
          aria-label={target === 'nodes' ? TEXTS.nodes(useScreen.getState().selection.length) : TEXTS[target]}
          className="appear z-50 max-h-[var(--radix-context-menu-content-available-height)] min-w-60 overflow-auto rounded-8 border border-line-2 bg-bg-3 p-1 shadow-2"
        >
          <Afterwards value={later}>
            {MENUS[target].map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity and keep their places
              <Radix.Group key={index}>
                {index > 0 && <Radix.Separator className="-mx-1 my-1 h-px bg-line" />}
                {group.map((entry) => (
                  <Entry key={typeof entry === 'string' ? entry : entry.title} entry={entry} />
                ))}
              </Radix.Group>
            ))}
          </Afterwards>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Chooses what the menu is about, as pressing it would; several that are chosen stay chosen. */
function chooseTarget(element: Element | undefined): MenuTarget {
  const wire = element?.closest('.react-flow__edge')?.getAttribute('data-id');
  if (wire) {
    selectNodes([], [wire]);
    return 'wire';
  }
  const id = nodeAt(element);
  if (id === undefined) return 'canvas';
  const { selection } = useScreen.getState();
  if (selection.includes(id) && selection.length > 1) return 'nodes';
  selectNodes([id]);
  const flow = currentFlow();
  if (findNode(flow, id)) return 'node';
  return flow.notes.some((note) => note.id === id) ? 'note' : 'frame';
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  if (entry === 'colours') return <Colours />;
  if (typeof entry === 'string') return <CommandItem id={entry} />;
  return (
    <Submenu title={entry.title}>
      {entry.entries.map((id) => (
        <CommandItem key={id} id={id} />
      ))}
    </Submenu>
  );
}

const ITEM =
  'flex h-7 cursor-default items-center gap-2 rounded-4 px-2 text-12 text-tx-1 outline-none data-[disabled]:opacity-45 data-[highlighted]:bg-bg-4 data-[state=open]:bg-bg-4';

function CommandItem({ id }: { readonly id: Command['id'] }) {
  const command = commandOf(id);
  const keys = useKeys(id);
  const on = useSwitch(id);
  const Icon = on ? Check : command.icon;
  const later = use(Afterwards);
  return (
    <Radix.Item
      disabled={!isEnabled(command)}
      onSelect={() => later(() => runCommand(id))}
      className={clsx(ITEM, id === 'node.remove' && 'text-err!')}
      {...(on !== undefined && { role: 'menuitemcheckbox', 'aria-checked': on })}
    >
      <Icon
        size={14}
        strokeWidth={1.75}
        className={clsx('shrink-0', on ? 'text-accent-tx' : id !== 'node.remove' && 'text-tx-3')}
        aria-hidden
      />
      <span className="truncate">{command.title}</span>
      {keys && <span className="ml-auto pl-6 text-11 text-tx-3">{keyText(keys)}</span>}
    </Radix.Item>
  );
}

/** Whether a command that switches something has it on; undefined for others. */
function useSwitch(id: Command['id']): boolean | undefined {
  const minimap = useScreen((state) => state.minimap);
  const { snap, wheel } = useCanvasPreferences();
  if (id === 'canvas.minimap') return minimap;
  if (id === 'canvas.snap') return snap;
  return id === 'canvas.wheel-pans' ? wheel === 'pan' : undefined;
}

function Submenu({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Radix.Sub>
      <Radix.SubTrigger className={ITEM}>
        <span className="w-3.5" />
        <span className="truncate">{title}</span>
        <ChevronRight size={14} strokeWidth={1.75} className="ml-auto text-tx-3" aria-hidden />
      </Radix.SubTrigger>
      <Radix.Portal>
        <Radix.SubContent
          collisionPadding={8}
          sideOffset={2}
          className="appear z-50 min-w-52 rounded-8 border border-line-2 bg-bg-3 p-1 shadow-2"
        >
          {children}
        </Radix.SubContent>
      </Radix.Portal>
    </Radix.Sub>
  );
}

function Colours() {
  const present = new Set(chosenFrames().map(({ colour }) => colour));
  return (
    <Submenu title={TEXTS.colour}>
      {[undefined, ...FRAME_COLOURS].map((colour) => (
        <Radix.CheckboxItem
          key={colour ?? 'none'}
          checked={present.has(colour)}
          onSelect={() => colourFrames(colour)}
          className={ITEM}
        >
          <span className="size-3.5 rounded-3" style={{ background: frameColour(colour) }} aria-hidden />
          {CANVAS_TEXTS.colours[colour ?? 'none']}
          {present.has(colour) && (
            <Check size={14} strokeWidth={1.75} className="ml-auto text-accent-tx" aria-hidden />
          )}
        </Radix.CheckboxItem>
      ))}
    </Submenu>
  );
}
