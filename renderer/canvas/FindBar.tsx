import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { selectNodes } from '../app/screen.ts';
import { useCatalog, useFlow } from '../flow/flow-store.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { TEXTS as ALL } from '../texts.ts';
import { focusNode, zoomToBoxes } from './canvas-instance.ts';
import { findMatches } from './find-matches.ts';
import { hideFind, useFind } from './find-state.ts';

const TEXTS = CANVAS_TEXTS.find;

/** A small bar over the canvas that goes through what matches; all matches are ringed meanwhile. */
export function FindBar() {
  const { query = '', at, matches, asked } = useFind();
  const flow = useFlow();
  const catalog = useCatalog();
  const field = useRef<HTMLInputElement>(null);
  const found = useMemo(() => findMatches(flow, catalog, query), [flow, catalog, query]);
  useEffect(() => {
    useFind.setState(({ at: old }) => ({ matches: found, at: Math.min(old, Math.max(0, found.length - 1)) }));
  }, [found]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: being asked for again is the reason
  useEffect(() => field.current?.select(), [asked]);
  const go = (index: number) => {
    if (found.length === 0) return;
    const next = (index + found.length) % found.length;
    useFind.setState({ at: next });
    const id = found[next];
    if (id !== undefined) zoomToBoxes([id], 1);
  };
  const leave = () => {
    const id = matches[at];
    hideFind();
    if (id === undefined) return;
    selectNodes([id]);
    focusNode(id);
  };
  return (
    <search
      aria-label={TEXTS.name}
      className="appear absolute top-3 right-3 z-20 flex h-9 w-90 max-w-[calc(100%-24px)] items-center gap-1 rounded-8 border border-line-2 bg-bg-3 pr-1 pl-2.5 shadow-2"
    >
      <Search size={14} strokeWidth={1.75} className="shrink-0 text-tx-3" aria-hidden />
      <input
        ref={field}
        // biome-ignore lint/a11y/noAutofocus: the bar was asked for to be typed into
        autoFocus
        type="text"
        aria-label={TEXTS.name}
        placeholder={TEXTS.placeholder}
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          const next = event.currentTarget.value;
          useFind.setState({ query: next, at: 0 });
          const [first] = findMatches(flow, catalog, next);
          if (first !== undefined) zoomToBoxes([first], 1);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go(at + (event.shiftKey ? -1 : 1));
          else if (event.key === 'Escape') leave();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        className="h-full min-w-0 flex-1 bg-transparent pl-1 text-12 outline-none placeholder:text-tx-3"
      />
      <output className="mono shrink-0 px-1 text-tx-3" aria-live="polite">
        {query.trim() !== '' && TEXTS.matches(Math.min(at + 1, found.length), found.length)}
      </output>
      <IconButton
        icon={ChevronUp}
        label={TEXTS.previous}
        keys="Shift+Enter"
        size={24}
        onClick={() => go(at - 1)}
      />
      <IconButton icon={ChevronDown} label={TEXTS.next} keys="Enter" size={24} onClick={() => go(at + 1)} />
      <IconButton icon={X} label={ALL.close} keys="Esc" size={24} onClick={leave} />
    </search>
  );
}
