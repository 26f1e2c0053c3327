import { useQuery } from '@tanstack/react-query';
import { openImage } from '../app/screen.ts';
import { formatCount } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { api } from '../rpc/queries.ts';
import { BATCH_TEXTS } from '../texts/batches.ts';

/** Why requests of a batch failed, by cause, with some of their pictures. */
export function BatchFailures({ id, onClose }: { readonly id: number; readonly onClose: () => void }) {
  // The batch may have been collected further since it was looked at last.
  const { data } = useQuery({ ...api.providerBatch.failures.queryOptions({ input: { id } }), staleTime: 0 });
  return (
    <Dialog open onClose={onClose} title={BATCH_TEXTS.failuresTitle(id)} width={640}>
      {data === undefined && <Spinner />}
      {data?.length === 0 && <p className="text-12 text-tx-2">{BATCH_TEXTS.noFailures}</p>}
      <ul className="flex flex-col gap-4">
        {data?.map(({ error, count, images }) => (
          <li key={`${error.code} ${error.message}`} className="flex flex-col gap-1.5">
            <p className="text-12">
              <span className="mono mr-2 text-err">{formatCount(count)}</span>
              <span className="break-words text-tx-1">{error.message}</span>
              {error.remedy !== undefined && <span className="break-words text-tx-2"> {error.remedy}</span>}
            </p>
            {error.excerpt !== undefined && (
              <pre className="mono max-h-24 overflow-auto whitespace-pre-wrap break-words rounded-4 bg-bg-3 p-2 text-tx-2">
                {error.excerpt}
              </pre>
            )}
            <span className="flex gap-1.5">
              {images.map((image) => (
                <button
                  key={image}
                  type="button"
                  aria-label={BATCH_TEXTS.open}
                  onClick={() => {
                    onClose();
                    openImage(image);
                  }}
                  className="size-12 overflow-hidden rounded-4 bg-mat"
                >
                  <img src={native().thumbUrl(image)} alt="" className="size-full object-cover" />
                </button>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
