import { UserError } from '../../core/errors.ts';
import type { ArtifactId } from '../../core/ids.ts';
import { DATASET_FORMATS, exportDataset, importDataset } from '../session/dataset-exchange.ts';
import type { EngineSession } from '../session/engine-session.ts';
import { api } from './implementer.ts';

export function datasetHandlers(engine: EngineSession) {
  return api.dataset.router({
    list: api.dataset.list.handler(() =>
      engine
        .requireProject()
        .store.artifacts.list()
        .filter(({ kind }) => kind === 'dataset'),
    ),
    records: api.dataset.records.handler(({ input }) => {
      const { artifacts } = engine.requireProject().store;
      const id = input.id as ArtifactId;
      if (!artifacts.get(id))
        throw new UserError('NOT_FOUND', `There is no dataset ${input.id}.`, {
          remedy: 'Choose one of the list.',
        });
      return artifacts.page(id, input.offset, input.limit);
    }),
    formats: api.dataset.formats.handler(() => DATASET_FORMATS),
    export: api.dataset.export.handler(({ input, signal }) =>
      exportDataset(engine.requireProject(), input, signal ?? new AbortController().signal),
    ),
    import: api.dataset.import.handler(({ input }) => importDataset(engine.requireProject(), input)),
  });
}
