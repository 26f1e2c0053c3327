import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { compareFlows, type FlowDifference, isSameFlow } from '../../core/compare-flows.ts';
import type { HistoryEntry } from '../../core/contract/flow.ts';
import { type Flow, findNode } from '../../core/flow.ts';
import { restoreRevision, useCatalog, useFlow } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatWhen } from '../format.ts';
import { Button } from '../parts/Button.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { toast } from '../parts/Toast.tsx';
import { errorRecord } from '../rpc/engine-error.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { FlowThen } from '../runs/FlowThen.tsx';
import { Card } from '../runs/Section.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { FlowChanges } from './FlowChanges.tsx';
import { closeVersions } from './history-views.ts';
import { sketchMarks } from './sketch-marks.ts';
import { versionTitle } from './VersionList.tsx';
import { VersionName } from './VersionName.tsx';

const TEXTS = HISTORY_TEXTS.versions;

/** One version: its flow to be looked at, and what has changed since. */
export function VersionView({ entry }: { readonly entry: HistoryEntry }) {
  const { revision } = entry;
  const answer = useQuery(api.flow.revision.queryOptions({ input: { revision } }));
  const present = useFlow();
  const then = answer.data;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <Header entry={entry} flow={then} present={present} />
      <div className="min-h-0 flex-1 overflow-auto p-4">
        {answer.error && (
          <p className="text-12 text-err">
            {errorRecord(answer.error).message}{' '}
            <span className="text-tx-2">{errorRecord(answer.error).remedy}</span>
          </p>
        )}
        {then && <Compared entry={entry} then={then} present={present} />}
      </div>
    </div>
  );
}

function Header({
  entry,
  flow,
  present,
}: {
  readonly entry: HistoryEntry;
  readonly flow: Flow | undefined;
  readonly present: Flow;
}) {
  const readOnly = useProject((state) => state.project?.readOnly ?? true);
  const isPresent = flow !== undefined && isSameFlow(compareFlows(present, flow));
  const restore = async () => {
    if (!(await restoreRevision(entry.revision))) return;
    closeVersions();
    toast(TEXTS.restored(versionTitle(entry)));
  };
  return (
    <header className="flex items-start gap-3 border-line border-b px-4 py-3">
      <div className="min-w-0 flex-1">
        <VersionName entry={entry} readOnly={readOnly} />
        <p className="mt-0.5 truncate text-11 text-tx-3" title={new Date(entry.at).toISOString()}>
          {[
            formatWhen(entry.at),
            ...(entry.label === '' ? [] : [entry.label]),
            TEXTS.revision(entry.revision),
            ...(entry.runs.length > 0 ? [TEXTS.usedBy(entry.runs)] : []),
          ].join(' · ')}
        </p>
      </div>
      {isPresent ? (
        <span className="text-12 text-tx-3 leading-7">{TEXTS.isPresent}</span>
      ) : (
        <Button kind="main" icon={History} disabled={readOnly || !flow} onClick={() => void restore()}>
          {TEXTS.restore}
        </Button>
      )}
    </header>
  );
}

function Compared({
  entry,
  then,
  present,
}: {
  readonly entry: HistoryEntry;
  readonly then: Flow;
  readonly present: Flow;
}) {
  const [side, setSide] = useState<'then' | 'now'>('then');
  const difference = compareFlows(then, present);
  const same = isSameFlow(difference);
  return (
    <div className="flex flex-col gap-3">
      <FlowThen
        flow={side === 'then' ? then : present}
        title={side === 'then' ? versionTitle(entry) : TEXTS.present}
        marks={sketchMarks(difference, side)}
        end={
          !same && (
            <Segmented
              label={TEXTS.side}
              value={side}
              onValue={(value) => setSide(value as 'then' | 'now')}
              segments={[
                { value: 'then', label: TEXTS.thenSide },
                { value: 'now', label: TEXTS.nowSide },
              ]}
            />
          )
        }
      />
      {!same && <Changes difference={difference} then={then} present={present} />}
    </div>
  );
}

function Changes({
  difference,
  then,
  present,
}: {
  readonly difference: FlowDifference;
  readonly then: Flow;
  readonly present: Flow;
}) {
  const catalog = useCatalog();
  const nodeOf = (id: string) => findNode(present, id) ?? findNode(then, id);
  return (
    <Card title={TEXTS.changed} hint={TEXTS.changedHint}>
      <ul className="border-line border-t">
        <FlowChanges
          flow={difference}
          titleOf={(id) => {
            const node = nodeOf(id);
            return node ? nodeTitle(node, catalog) : id;
          }}
          typeOf={(id) => nodeOf(id)?.type}
        />
      </ul>
    </Card>
  );
}
