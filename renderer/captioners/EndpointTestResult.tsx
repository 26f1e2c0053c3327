import { useMutation } from '@tanstack/react-query';
import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import type { EndpointDraft } from './endpoint-draft.ts';

const TEXTS = CAPTIONER_TEXTS.form;

/** One small request to the address as it is typed. */
export function useEndpointTest(draft: EndpointDraft, endpoint: EndpointInfo | undefined) {
  return useMutation({
    mutationFn: () =>
      engine().captioner.testEndpoint({
        url: draft.url.trim(),
        ...(endpoint && { name: endpoint.name }),
        ...(draft.key.trim() !== '' && { key: draft.key.trim() }),
      }),
  });
}

/** What came of it. */
export function EndpointTestResult({ test }: { readonly test: ReturnType<typeof useEndpointTest> }) {
  if (test.isError)
    return (
      <p role="alert" className="text-11 text-err">
        {errorRecord(test.error).message}
      </p>
    );
  if (!test.data) return null;
  return test.data.ok ? (
    <p role="status" className="text-11 text-ok">
      {TEXTS.answered(test.data.latencyMs, test.data.models.length)}
    </p>
  ) : (
    <p role="alert" className="text-11 text-err">
      {test.data.message}
    </p>
  );
}
