import type { DownloadProgress, EndpointTest, FoundServer } from '../../core/contract/captioner.ts';
import type { ModelLibrary } from '../captioners/models/model-library.ts';
import type { EndpointBook } from '../settings/endpoints.ts';
import { api, codedError } from './implementer.ts';

/** What can be asked about captioners outside of a run. */
export interface CaptionerAdmin {
  readonly endpoints: EndpointBook;
  readonly models: ModelLibrary;
  readonly testEndpoint: (endpoint: {
    readonly url: string;
    readonly name?: string;
    readonly key?: string;
  }) => Promise<EndpointTest>;
  readonly findServers: () => Promise<readonly FoundServer[]>;
}

export function captionerHandlers({ endpoints, models, testEndpoint, findServers }: CaptionerAdmin) {
  return api.captioner.router({
    endpoints: api.captioner.endpoints.handler(() => endpoints.list()),
    saveEndpoint: api.captioner.saveEndpoint.handler(({ input }) => endpoints.save(input)),
    removeEndpoint: api.captioner.removeEndpoint.handler(({ input }) => endpoints.remove(input.name)),
    setKey: api.captioner.setKey.handler(({ input }) => endpoints.setKey(input.name, input.key, input.url)),
    testEndpoint: api.captioner.testEndpoint.handler(({ input }) => testEndpoint(input)),
    findServers: api.captioner.findServers.handler(() => findServers()),
    models: api.captioner.models.handler(() => models.list()),
    download: api.captioner.download.handler(({ input, signal }) =>
      watchDownload(models.download(input.id), signal),
    ),
    cancelDownload: api.captioner.cancelDownload.handler(({ input }) => models.cancelDownload(input.id)),
    removeModel: api.captioner.removeModel.handler(({ input }) => models.remove(input.id)),
  });
}

/**
 * Progress as it is reported; the download itself goes on when nobody watches any longer, as other windows may, and a closed tab
 * is no reason to lose gigabytes.
 */
async function* watchDownload(
  progress: AsyncIterable<DownloadProgress>,
  signal: AbortSignal | undefined,
): AsyncGenerator<DownloadProgress, void, void> {
  let latest: DownloadProgress | undefined;
  let ended = false;
  let failure: unknown;
  let wake: () => void = () => undefined;
  const follow = async () => {
    try {
      for await (const step of progress) {
        latest = step;
        wake();
      }
    } catch (error) {
      failure = error;
    } finally {
      ended = true;
      wake();
    }
  };
  void follow();
  signal?.addEventListener('abort', () => wake(), { once: true });
  while (!signal?.aborted) {
    if (latest) {
      const step = latest;
      latest = undefined;
      yield step;
    } else if (ended) {
      if (failure !== undefined) throw codedError(failure);
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
