import { useState } from 'react';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';

const TEXTS = HISTORY_TEXTS.versions;

/** What a version is called; stored when the field is left, or with Enter. A version with a name is kept for good. */
export function VersionName({
  entry,
  readOnly,
}: {
  readonly entry: HistoryEntry;
  readonly readOnly: boolean;
}) {
  const { revision, name = '' } = entry;
  const [typed, setTyped] = useState(name);
  const store = async () => {
    if (typed.trim() === name) return;
    try {
      await engine().flow.nameRevision({ revision, name: typed.trim() });
    } catch (thrown) {
      setTyped(name);
      const { message, remedy } = errorRecord(thrown);
      toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    }
    await queryClient.invalidateQueries({ queryKey: api.flow.history.key() });
  };
  return (
    <input
      type="text"
      aria-label={TEXTS.name}
      placeholder={TEXTS.namePlaceholder}
      title={TEXTS.nameHint}
      value={typed}
      maxLength={200}
      readOnly={readOnly}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
      onBlur={() => void store()}
      className="field-focus -ml-1.5 h-7 w-full min-w-0 rounded-4 border border-transparent bg-transparent px-1.5 font-semibold text-15 placeholder:font-normal placeholder:text-tx-3 hover:border-line-2"
    />
  );
}
