import { clsx } from 'clsx';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { moveInGrid } from '../light-table/grid-layout.ts';
import { native } from '../native/native-abilities.ts';
import { PassIcon } from './PassIcon.tsx';
import type { SaidPass } from './say-pass.ts';

/** One picture of a grid. */
export interface GridPicture {
  readonly key: string;
  /** '' for a file that could not be read. */
  readonly image: string;
  /** Read aloud. */
  readonly label: string;
  readonly mark?: SaidPass['look'];
}

const CELL = 76;
const GAP = 6;

/** Thumbnails in rows; one is active, and arrows, Home, End and Page keys move it. What is active keeps its place by its key while others come in. */
export function PictureGrid({
  label,
  pictures,
  active,
  onActive,
  onChoose,
  autoFocus = false,
}: {
  readonly label: string;
  readonly pictures: readonly GridPicture[];
  readonly active: string | undefined;
  readonly onActive: (key: string) => void;
  readonly onChoose: (picture: GridPicture) => void;
  readonly autoFocus?: boolean;
}) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(5);
  const index = Math.max(
    0,
    pictures.findIndex(({ key }) => key === active),
  );
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const read = () => setColumns(Math.max(1, Math.floor((element.clientWidth + GAP) / (CELL + GAP))));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (autoFocus) host.current?.focus();
  }, [autoFocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    const picture = pictures[index];
    if ((event.key === 'Enter' || event.key === ' ') && picture) {
      event.preventDefault();
      onChoose(picture);
      return;
    }
    const next = moveInGrid(event.key, index, { columns, total: pictures.length, rows: 4 });
    if (next === undefined) return;
    event.preventDefault();
    onActive(pictures[next]?.key ?? '');
    host.current?.querySelector(`[data-place="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      ref={host}
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={pictures.length > 0 ? `${id}${index}` : undefined}
      onKeyDown={onKeyDown}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: GAP }}
      className="group grid !outline-none"
    >
      {pictures.map((picture, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys (active descendant)
        <div
          key={picture.key}
          id={`${id}${place}`}
          data-place={place}
          role="option"
          tabIndex={-1}
          aria-label={picture.label}
          aria-selected={place === index}
          onPointerEnter={() => onActive(picture.key)}
          onClick={() => {
            onActive(picture.key);
            onChoose(picture);
          }}
          className={clsx(
            'relative aspect-square cursor-default overflow-hidden rounded-4 bg-mat',
            place === index &&
              'outline-2 outline-line-3 outline-offset-1 group-focus-visible:outline-accent-line',
          )}
        >
          {picture.image !== '' && (
            <img
              src={native().thumbUrl(picture.image)}
              alt=""
              loading="lazy"
              draggable={false}
              className="size-full object-cover"
            />
          )}
          {picture.mark !== undefined && picture.mark !== 'ok' && (
            <span className="absolute right-1 bottom-1 flex rounded-full bg-bg-1 p-0.5">
              <PassIcon look={picture.mark} size={12} />
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
