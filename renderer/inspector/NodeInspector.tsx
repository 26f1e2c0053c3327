import { useQuery } from '@tanstack/react-query';
import type { FlowNode } from '../../core/flow.ts';
import { isSamplePort } from '../../core/port.ts';
import { type InspectorTab, useScreen } from '../app/screen.ts';
import { useNodeProgress } from '../canvas/run-node.ts';
import { editFlow, useDescriptor } from '../flow/flow-store.ts';
import { formatCount, formatTime } from '../format.ts';
import { RawSettings, SafeForm } from '../history/SafeForm.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { TextArea } from '../parts/TextField.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';
import { ArtifactCard } from './ArtifactCard.tsx';
import { useDrafts } from './forms/drafts.ts';
import { ParamForm } from './forms/ParamForm.tsx';
import { NodeHeader } from './NodeHeader.tsx';
import { SamplesTab } from './SamplesTab.tsx';

/** One node: its settings, its latest samples, notes and log. */
export function NodeInspector({ node }: { readonly node: FlowNode }) {
  const descriptor = useDescriptor(node.type);
  const tab = useScreen((state) => state.inspectorTab);
  const progress = useNodeProgress(node.id);
  const makes = descriptor?.outputs.some(({ type }) => type === 'dataset') ?? false;
  // What works on whole datasets has no samples.
  const samples = !makes || (descriptor?.inputs.some(({ type }) => isSamplePort(type)) ?? true);
  const settled = progress ? progress.kept + progress.rejected + progress.failed : 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <NodeHeader node={node} />
      <Tabs
        label={TEXTS.inspector.tabsName}
        value={tab}
        onValue={(value) => useScreen.setState({ inspectorTab: value as InspectorTab })}
        tabs={[
          {
            value: 'settings',
            label: TEXTS.inspector.tabs.settings,
            content: descriptor ? (
              <SafeForm node={node}>
                <ParamForm nodes={[node]} descriptor={descriptor} />
              </SafeForm>
            ) : (
              <div className="flex flex-col gap-3 p-4">
                <p className="text-tx-2">
                  <span className="mono">{TEXTS.node.unknown(node.type, node.version)}</span>{' '}
                  {TEXTS.node.unknownText}
                </p>
                <RawSettings node={node} />
              </div>
            ),
          },
          {
            value: 'samples',
            label: TEXTS.inspector.tabs.samples,
            ...(settled > 0 && { count: formatCount(settled) }),
            content: (
              <>
                {makes && <ArtifactCard node={node.id} />}
                {samples && <SamplesTab node={node.id} />}
              </>
            ),
          },
          { value: 'notes', label: TEXTS.inspector.tabs.notes, content: <Notes key={node.id} node={node} /> },
          { value: 'log', label: TEXTS.inspector.tabs.log, content: <NodeLog node={node.id} /> },
        ]}
      />
    </div>
  );
}

function Notes({ node }: { readonly node: FlowNode }) {
  // Kept while it is written, so that a reload leaves it as it is.
  const key = `${node.id} notes`;
  const { put, drop } = useDrafts.getState();
  const draft = useDrafts((state) => state.values[key]);
  return (
    <div className="p-4">
      <TextArea
        rows={10}
        aria-label={TEXTS.inspector.tabs.notes}
        placeholder={TEXTS.inspector.notesPlaceholder}
        value={typeof draft === 'string' ? draft : node.notes}
        onValue={(text) => put(key, text)}
        onBlur={() => {
          if (typeof draft === 'string' && draft !== node.notes)
            editFlow([{ kind: 'set-node', id: node.id, notes: draft }], TEXTS.edits.notes);
          drop(key);
        }}
      />
    </div>
  );
}

function NodeLog({ node }: { readonly node: string }) {
  const stored = useQuery(api.project.log.queryOptions({})).data ?? [];
  const live = useProject((state) => state.log);
  const last = stored.at(-1)?.at ?? 0;
  const lines = [...stored, ...live.filter((line) => line.at > last)].filter((line) => line.node === node);
  if (lines.length === 0) return <p className="p-4 text-12 text-tx-3">{TEXTS.inspector.noLog}</p>;
  return (
    <ol className="mono flex flex-col gap-1 p-4">
      {lines.slice(-300).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
        <li key={index} className="flex gap-2 break-words">
          <time
            className="text-tx-3"
            dateTime={new Date(line.at).toISOString()}
            title={new Date(line.at).toISOString()}
          >
            {formatTime(line.at)}
          </time>
          <span
            className={
              line.level === 'error' ? 'text-err' : line.level === 'warning' ? 'text-warn' : 'text-tx-2'
            }
          >
            {line.text}
          </span>
        </li>
      ))}
    </ol>
  );
}
