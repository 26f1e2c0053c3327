import { useQuery } from '@tanstack/react-query';
import { api } from '../rpc/queries.ts';
import { FILE_TEXTS } from '../texts/files.ts';

/** What lies below a folder, counted while the person looks. */
export function FileNotice({
  folder,
  counted,
}: {
  readonly folder: string | undefined;
  /** False shows nothing, and keeps the buttons at the right. */
  readonly counted: boolean;
}) {
  const survey = useQuery(
    api.system.surveyFolder.queryOptions({
      input: { path: folder ?? '/' },
      enabled: counted && folder !== undefined,
      staleTime: 0,
      retry: false,
    }),
  );
  return (
    <p className="mr-auto self-center text-12 text-tx-2" aria-live="polite">
      {counted && folder !== undefined && !survey.isError
        ? survey.data
          ? FILE_TEXTS.survey(survey.data.images, survey.data.sidecars, survey.data.truncated)
          : FILE_TEXTS.counting
        : ''}
    </p>
  );
}
