import type { EngineSession } from '../session/engine-session.ts';
import { makeFlow } from '../side-by-side/make-flow.ts';
import type { SideBySide } from '../side-by-side/side-by-side.ts';
import { api } from './implementer.ts';

export function sideBySideHandlers(board: SideBySide, engine: EngineSession) {
  const { sideBySide } = api;
  return sideBySide.router({
    watch: sideBySide.watch.handler(({ signal }) => board.watch(signal)),
    prompts: sideBySide.prompts.handler(() => board.prompts()),
    addFiles: sideBySide.addFiles.handler(({ input }) => board.pictures.addFiles(input.paths)),
    addPasted: sideBySide.addPasted.handler(({ input }) =>
      board.pictures.addPasted(input.name, Buffer.from(input.base64, 'base64')),
    ),
    addImages: sideBySide.addImages.handler(({ input }) => {
      const { images } = engine.requireProject().store;
      const files = input.hashes.flatMap((hash) => {
        const [place] = images.locations(hash);
        return place === undefined ? [] : [{ root: place.folder, path: place.path }];
      });
      return board.pictures.addEntries(files);
    }),
    removePicture: sideBySide.removePicture.handler(({ input }) => board.pictures.remove(input.hash)),
    addColumns: sideBySide.addColumns.handler(({ input }) => board.addColumns(input.columns as never)),
    changeColumn: sideBySide.changeColumn.handler(({ input }) =>
      board.changeColumn(input.id, input.column as never),
    ),
    removeColumn: sideBySide.removeColumn.handler(({ input }) => board.removeColumn(input.id)),
    moveColumn: sideBySide.moveColumn.handler(({ input }) => board.moveColumn(input.id, input.to)),
    star: sideBySide.star.handler(({ input }) => board.star(input.hash, input.column, input.on)),
    setCap: sideBySide.setCap.handler(({ input }) => board.setCap(input.capUsd)),
    clear: sideBySide.clear.handler(() => board.clear()),
    caption: sideBySide.caption.handler(({ input }) => board.caption(input.columns)),
    stop: sideBySide.stop.handler(() => board.stop()),
    makeFlow: sideBySide.makeFlow.handler(({ input }) => makeFlow(engine, board, input)),
  });
}
