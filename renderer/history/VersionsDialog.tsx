import { useState } from 'react';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { closeVersions, type VersionsAt } from './history-views.ts';
import { useHistory } from './use-history.ts';
import { VersionList } from './VersionList.tsx';
import { VersionView } from './VersionView.tsx';

const TEXTS = HISTORY_TEXTS.versions;

/** Every revision of the flow that is kept: looked at, compared with the present one, named, restored. */
export function VersionsDialog({ at }: { readonly at: VersionsAt }) {
  const history = useHistory();
  const [chosen, setChosen] = useState<number>();
  const versions = history?.toReversed() ?? [];
  const shown = entryOf(versions, chosen, at.run);
  return (
    <Dialog open onClose={closeVersions} title={TEXTS.title} width={1040} bare>
      <div className="flex h-[68vh] min-h-0">
        <div className="flex w-72 shrink-0 flex-col border-line border-r">
          {history && <VersionList versions={versions} shown={shown?.revision} onChoose={setChosen} />}
        </div>
        {shown && <VersionView key={shown.revision} entry={shown} />}
      </div>
    </Dialog>
  );
}

function entryOf(
  versions: readonly HistoryEntry[],
  revision: number | undefined,
  run: number | undefined,
): HistoryEntry | undefined {
  return (
    versions.find((entry) => entry.revision === revision) ??
    (run === undefined ? undefined : versions.find(({ runs }) => runs.includes(run))) ??
    versions.find(({ place }) => place === 'present') ??
    versions[0]
  );
}
