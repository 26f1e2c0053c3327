import { clsx } from 'clsx';
import { useEffect, useRef, useState } from 'react';
import { PortShape } from '../parts/PortShape.tsx';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { type Choice, type ChoiceRequest, useChoices } from './choice-state.ts';

const WIDTH = 300;
const HEIGHT = 340;
/** Entries that are drawn; typing finds the others. */
const SHOWN = 80;

/** A list at a node from which one entry is taken by keys: ports, wires, nodes. */
export function ChoiceList() {
  const request = useChoices((state) => state.request);
  return request ? <Choices key={request.title} request={request} /> : null;
}

function Choices({ request }: { readonly request: ChoiceRequest }) {
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(document.activeElement);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = ({ title, hint = '' }: Choice) =>
    words.every((word) => `${title} ${hint}`.toLowerCase().includes(word));
  const groups = request.groups
    .map((group) => ({ ...group, choices: group.choices.filter(answers).slice(0, SHOWN) }))
    .filter(({ choices }) => choices.length > 0);
  const found = groups.flatMap(({ choices }) => choices);
  const close = () => {
    useChoices.setState({ request: undefined });
    if (before.current instanceof HTMLElement || before.current instanceof SVGElement)
      before.current.focus({ preventScroll: true });
  };
  const take = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    choice.act();
  };
  useEffect(() => {
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !panel.current?.contains(event.target))
        useChoices.setState({ request: undefined });
    };
    window.addEventListener('pointerdown', onDown, true);
    return () => window.removeEventListener('pointerdown', onDown, true);
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={request.title}
      style={{
        width: WIDTH,
        maxHeight: HEIGHT,
        left: Math.max(8, Math.min(request.at.x, window.innerWidth - WIDTH - 8)),
        top: Math.max(8, Math.min(request.at.y, window.innerHeight - HEIGHT - 8)),
      }}
      className="appear fixed z-40 flex flex-col rounded-8 border border-line-2 bg-bg-3 shadow-2"
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the list was asked for to be chosen from
        autoFocus
        type="text"
        role="combobox"
        aria-expanded
        aria-controls="choice-list"
        aria-activedescendant={`choice-${active}`}
        aria-label={request.title}
        placeholder={request.title}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
          else if (event.key === 'Enter') take(found[active]);
          else if (event.key === 'Escape' || event.key === 'Tab') close();
          else return;
          event.preventDefault();
        }}
        className="h-9 shrink-0 border-line border-b bg-transparent px-3 text-12 outline-none placeholder:text-tx-3"
      />
      <div id="choice-list" role="listbox" aria-label={request.title} className="min-h-0 overflow-auto p-1">
        {found.length === 0 && <p className="p-2 text-tx-3">{COMMAND_TEXTS.choose.nothing(search)}</p>}
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box; <fieldset> is for forms
          <div key={group.title} role="group" aria-label={group.title}>
            <div className="px-2 pt-2 pb-1 font-medium text-11 text-tx-3">{group.title}</div>
            {group.choices.map((choice) => {
              const index = found.indexOf(choice);
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys (active descendant)
                <div
                  key={choice.id}
                  id={`choice-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  ref={(element) => {
                    if (index === active) element?.scrollIntoView({ block: 'nearest' });
                  }}
                  onPointerMove={() => setActive(index)}
                  onClick={() => take(choice)}
                  className={clsx(
                    'flex h-7 cursor-default items-center gap-2 rounded-4 px-2 text-12',
                    index === active && 'bg-bg-4',
                  )}
                >
                  {choice.port && <PortShape type={choice.port} />}
                  <span className="truncate">{choice.title}</span>
                  <span className="ml-auto shrink-0 pl-3 text-11 text-tx-3">{choice.hint}</span>
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
