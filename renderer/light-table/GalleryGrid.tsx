// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of cards that are placed one by one cannot be a table
// biome-ignore-all lint/a11y/useFocusableInteractive: one cell at a time is in the tab order; rows and grid are not
import { useVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ImageTile } from '../../core/contract/image.ts';
import { openImage } from '../app/screen.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { useGallery } from './gallery-state.ts';
import { GRID_GAP, type GridLayout, layoutGrid, moveInGrid } from './grid-layout.ts';
import { ImageCard } from './ImageCard.tsx';
import { captionsByAge } from './present-captions.ts';
import { useImagePages } from './use-image-pages.ts';

/** All images of the question, as many drawn as are in view. One card is in the tab order; arrows move it. */
export function GalleryGrid({ total }: { readonly total: number }) {
  const { text, filter, cardWidth, index } = useGallery();
  const scroller = useRef<HTMLDivElement>(null);
  const width = useWidth(scroller);
  const layout = layoutGrid(width, cardWidth);
  const rows = Math.ceil(total / layout.columns);
  const virtual = useVirtualizer({
    count: width === 0 ? 0 : rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.rowHeight,
    overscan: 2,
    paddingStart: 4,
    paddingEnd: GRID_GAP,
    scrollPaddingStart: GRID_GAP,
    scrollPaddingEnd: GRID_GAP,
  });
  const drawn = virtual.getVirtualItems();
  const first = (drawn[0]?.index ?? 0) * layout.columns;
  const last = ((drawn.at(-1)?.index ?? 0) + 1) * layout.columns - 1;
  const images = useImagePages({ text, filter }, first, Math.min(last, Math.max(0, total - 1)));
  const active = Math.min(index, Math.max(0, total - 1));
  const wantsFocus = useRef(false);

  // Another card size moves every row: what has the focus stays in view.
  const { rowHeight, columns } = layout;
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew exactly when the size of the rows changes
  useLayoutEffect(() => {
    virtual.measure();
    if (columns > 0)
      virtual.scrollToIndex(Math.floor(useGallery.getState().index / columns), { align: 'auto' });
  }, [rowHeight, columns]);

  useEffect(() => {
    if (!wantsFocus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter') {
      const tile = images.tileAt(active);
      if (tile) open(tile, active);
      return;
    }
    const view = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight));
    const next = moveInGrid(event.key, active, { columns, total, rows: view });
    if (next === undefined) return;
    event.preventDefault();
    wantsFocus.current = true;
    useGallery.setState({ index: next });
    virtual.scrollToIndex(Math.floor(next / columns), { align: 'auto' });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the cells come up to here; the grid inside has the role
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto" onKeyDown={onKeyDown}>
      <div
        role="grid"
        aria-label={GALLERY_TEXTS.grid}
        aria-rowcount={rows}
        aria-colcount={columns}
        style={{ height: virtual.getTotalSize() }}
        className="relative"
      >
        {drawn.map((row) => (
          <div
            key={row.key}
            role="row"
            aria-rowindex={row.index + 1}
            style={{
              transform: `translateY(${row.start}px)`,
              height: rowHeight,
              gap: GRID_GAP,
              paddingInline: GRID_GAP,
            }}
            className="absolute inset-x-0 top-0 flex"
          >
            {Array.from({ length: Math.min(columns, total - row.index * columns) }, (_, column) => {
              const place = row.index * columns + column;
              return (
                <Cell
                  key={place}
                  place={place}
                  column={column}
                  tile={images.tileAt(place)}
                  active={place === active}
                  search={text}
                  layout={layout}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({
  place,
  column,
  tile,
  active,
  search,
  layout,
}: {
  readonly place: number;
  readonly column: number;
  readonly tile: ImageTile | undefined;
  readonly active: boolean;
  readonly search: string;
  readonly layout: GridLayout;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid listens to the keys of its cells
    <div
      role="gridcell"
      data-index={place}
      data-image={tile?.hash}
      data-path={tile?.path}
      aria-colindex={column + 1}
      aria-label={tile && GALLERY_TEXTS.card(tile.path, captionsByAge(tile.captions).present.length)}
      tabIndex={active ? 0 : -1}
      onFocus={() => useGallery.setState({ index: place })}
      onClick={() => tile && open(tile, place)}
      style={{ width: layout.cardWidth, height: layout.rowHeight - GRID_GAP }}
      className={clsx(
        'group relative flex shrink-0 flex-col overflow-hidden rounded-6 border bg-bg-3 text-left transition-colors duration-120',
        'border-line-2 hover:border-line-3',
      )}
    >
      {tile ? (
        <ImageCard key={tile.hash} tile={tile} search={search} pictureHeight={layout.pictureHeight} />
      ) : (
        <div style={{ height: layout.pictureHeight }} className="bg-mat" />
      )}
    </div>
  );
}

function open(tile: ImageTile, index: number): void {
  useGallery.setState({ index });
  openImage(tile.hash);
}

/** The inner width of an element, as it changes. */
function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observed = element.current;
    if (!observed) return;
    const read = () => setWidth(observed.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
