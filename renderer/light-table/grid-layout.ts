/** Between cards, and around them. */
export const GRID_GAP = 12;
/** Below the picture: path, three lines of caption, author. */
const TEXT_HEIGHT = 128;
/** The picture's frame; pictures are shown whole in it. */
const PICTURE_RATIO = 0.68;

/** How cards stand: all of one size, so that any row's place is known without drawing the others. */
export interface GridLayout {
  readonly columns: number;
  /** The width that fills the row evenly; at least the wanted one where a row holds one card or more. */
  readonly cardWidth: number;
  readonly pictureHeight: number;
  readonly rowHeight: number;
}

export function layoutGrid(width: number, wanted: number): GridLayout {
  const inner = Math.max(0, width - GRID_GAP * 2);
  const columns = Math.max(1, Math.floor((inner + GRID_GAP) / (wanted + GRID_GAP)));
  const cardWidth = Math.max(1, Math.floor((inner - (columns - 1) * GRID_GAP) / columns));
  const pictureHeight = Math.round(cardWidth * PICTURE_RATIO);
  return { columns, cardWidth, pictureHeight, rowHeight: pictureHeight + TEXT_HEIGHT + GRID_GAP };
}

/** Where a key leads from a card; undefined for keys that do not move. `rows` is how many are in view. */
export function moveInGrid(
  key: string,
  index: number,
  grid: { readonly columns: number; readonly total: number; readonly rows: number },
): number | undefined {
  const { columns, total, rows } = grid;
  if (total === 0) return undefined;
  const step = STEPS[key]?.(columns, rows);
  if (key === 'Home') return 0;
  if (key === 'End') return total - 1;
  if (step === undefined) return undefined;
  const next = index + step;
  // Up from the first row and down from the last lead nowhere; along the row one comes to the ends.
  if (Math.abs(step) === columns && (next < 0 || next >= total)) return index;
  return Math.min(total - 1, Math.max(0, next));
}

const STEPS: Readonly<Record<string, (columns: number, rows: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns,
  PageUp: (columns, rows) => -columns * Math.max(1, rows - 1),
  PageDown: (columns, rows) => columns * Math.max(1, rows - 1),
};
