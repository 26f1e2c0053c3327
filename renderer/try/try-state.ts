import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { AddedPictures } from '../../core/contract/side-by-side.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { TriedBoard } from '../../core/side-by-side.ts';
import { toast } from '../parts/Toast.tsx';
import { backOff, pause } from '../rpc/back-off.ts';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';

type Refusals = AddedPictures['refused'];

/** What the engine says of the board, as latest values. */
interface TryState {
  /** Undefined until the first answer. */
  readonly board: TriedBoard | undefined;
  /** Why there is no board. */
  readonly error: ErrorRecord | undefined;
  /** Pictures that did not come in, until somebody has read it. */
  readonly refused: Refusals;
  /** What is being done with pictures, in words. */
  readonly adding: string | undefined;
}

export const useTry = create<TryState>(() => ({
  board: undefined,
  error: undefined,
  refused: [],
  adding: undefined,
}));

/** How this tab looks at the board; survives a reload. */
interface TryView {
  /** Seed of the shuffling while names are hidden; undefined: everything is shown. */
  readonly blind: number | undefined;
  /** Ids of the columns whose words are compared. */
  readonly compared: readonly [string, string] | undefined;
}

export const useTryView = create<TryView>()(
  persist((): TryView => ({ blind: undefined, compared: undefined }), {
    name: 'ekphrasis.try',
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** Follows the board until the signal aborts; opens the stream again when the connection is lost, after longer and longer pauses. */
export async function watchBoard(signal: AbortSignal, attempts = 0): Promise<void> {
  for (let attempt = attempts; !signal.aborted; attempt += 1) {
    try {
      for await (const board of await engine().sideBySide.watch(undefined, { signal })) {
        attempt = 0;
        useTry.setState({ board, error: undefined });
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const error = errorRecord(thrown);
      // A lost connection says so itself, in its banner; what the engine refuses stands here.
      if (error.code !== 'UNEXPECTED') useTry.setState({ error });
    }
    await pause(backOff(attempt), signal);
  }
}

/** Does something with the board and says what stood against it. */
export async function change(
  act: (board: ReturnType<typeof engine>['sideBySide']) => Promise<unknown>,
): Promise<boolean> {
  try {
    await act(engine().sideBySide);
    return true;
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
}

/** Asks for what is missing in these columns, or in all. */
export function captionMissing(columns?: readonly string[]): void {
  void change((board) => board.caption(columns === undefined ? {} : { columns: [...columns] }));
}

/** Adds pictures and keeps what is said about those that did not come in. */
export async function addPictures(
  words: string,
  act: (say: (words: string) => void) => Promise<readonly AddedPictures[]>,
): Promise<void> {
  useTry.setState({ adding: words, refused: [] });
  const refused: Refusals[number][] = [];
  await change(async () => {
    for (const answer of await act((adding) => useTry.setState({ adding }))) refused.push(...answer.refused);
  });
  useTry.setState({ adding: undefined, refused });
}
