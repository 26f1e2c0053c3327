import { useQuery } from '@tanstack/react-query';
import { Copy, CornerUpRight, Ellipsis, Pencil, Play, StepForward, Trash2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import type { FlowNode } from '../../core/flow.ts';
import { startRun } from '../app/run-control.ts';
import { type InspectorTab, useScreen } from '../app/screen.ts';
import { duplicateNodes, removeSelection, toggleMode } from '../canvas/clipboard.ts';
import { nodeColour } from '../canvas/NodeCard.tsx';
import { useNodeProgress } from '../canvas/run-node.ts';
import { editFlow, useDescriptor } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { formatCount, formatTime } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { TextArea } from '../parts/TextField.tsx';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';
import { ParamForm } from './forms/ParamForm.tsx';
import { SamplesTab } from './SamplesTab.tsx';

/** One node: its settings, its latest samples, notes and log. */
export function NodeInspector({ node }: { readonly node: FlowNode }) {
  const descriptor = useDescriptor(node.type);
  const tab = useScreen((state) => state.inspectorTab);
  const progress = useNodeProgress(node.id);
  const settled = progress ? progress.kept + progress.rejected + progress.failed : 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header node={node} />
      <Tabs
        label={TEXTS.inspector.tabsName}
        value={tab}
        onValue={(value) => useScreen.setState({ inspectorTab: value as InspectorTab })}
        tabs={[
          {
            value: 'settings',
            label: TEXTS.inspector.tabs.settings,
            content: descriptor ? (
              <ParamForm nodes={[node]} descriptor={descriptor} />
            ) : (
              <p className="p-4 text-tx-2">
                <span className="mono">{TEXTS.node.unknown(node.type, node.version)}</span>{' '}
                {TEXTS.node.unknownText}
              </p>
            ),
          },
          {
            value: 'samples',
            label: TEXTS.inspector.tabs.samples,
            ...(settled > 0 && { count: formatCount(settled) }),
            content: <SamplesTab node={node.id} />,
          },
          { value: 'notes', label: TEXTS.inspector.tabs.notes, content: <Notes key={node.id} node={node} /> },
          { value: 'log', label: TEXTS.inspector.tabs.log, content: <NodeLog node={node.id} /> },
        ]}
      />
    </div>
  );
}

function Header({ node }: { readonly node: FlowNode }) {
  const descriptor = useDescriptor(node.type);
  const [renaming, setRenaming] = useState(false);
  const Icon = nodeIcon(descriptor?.icon);
  const colour = nodeColour(descriptor);
  const title = node.title || descriptor?.title || node.type;
  const rename = (text: string) => {
    setRenaming(false);
    if (text !== title)
      editFlow([{ kind: 'set-node', id: node.id, title: text.slice(0, 200) }], TEXTS.edits.rename);
  };
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-line border-b pr-2 pl-3">
      <span
        className="flex size-6 shrink-0 items-center justify-center rounded-4"
        style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden />
      </span>
      {renaming ? (
        <input
          ref={(element) => element?.select()}
          aria-label={TEXTS.node.rename}
          defaultValue={title}
          maxLength={200}
          onBlur={(event) => rename(event.currentTarget.value.trim())}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') setRenaming(false);
          }}
          className="h-7 min-w-0 flex-1 rounded-4 border border-line-2 bg-field px-1.5 font-semibold text-13"
        />
      ) : (
        <h2
          className="min-w-0 flex-1 truncate font-semibold text-13"
          title={descriptor?.summary}
          onDoubleClick={() => setRenaming(true)}
        >
          {title}
        </h2>
      )}
      <IconButton
        icon={StepForward}
        label={TEXTS.inspector.runTo}
        onClick={() => void startRun({ to: node.id })}
        disabled={node.mode === 'muted'}
      />
      <Menu
        align="end"
        header={<span className="mono">{node.id}</span>}
        trigger={<IconButton icon={Ellipsis} label={TEXTS.inspector.moreActions} />}
        groups={[
          [
            { label: TEXTS.inspector.runTo, icon: Play, onChoose: () => void startRun({ to: node.id }) },
            {
              label: TEXTS.inspector.rename,
              icon: Pencil,
              onChoose: () => setTimeout(() => setRenaming(true)),
            },
            {
              label: TEXTS.inspector.duplicate,
              icon: Copy,
              keys: 'Ctrl+D',
              onChoose: () => duplicateNodes([node.id]),
            },
          ],
          [
            {
              label: node.mode === 'bypassed' ? TEXTS.inspector.activate : TEXTS.inspector.bypass,
              icon: CornerUpRight,
              keys: 'Ctrl+B',
              onChoose: () => toggleMode([node.id], 'bypassed'),
            },
            {
              label: node.mode === 'muted' ? TEXTS.inspector.activate : TEXTS.inspector.mute,
              icon: VolumeX,
              keys: 'Ctrl+M',
              onChoose: () => toggleMode([node.id], 'muted'),
            },
          ],
          [
            {
              label: TEXTS.inspector.remove,
              icon: Trash2,
              keys: 'Delete',
              danger: true,
              onChoose: () => removeSelection(),
            },
          ],
        ]}
      />
    </div>
  );
}

function Notes({ node }: { readonly node: FlowNode }) {
  const [text, setText] = useState(node.notes);
  return (
    <div className="p-4">
      <TextArea
        rows={10}
        aria-label={TEXTS.inspector.tabs.notes}
        placeholder={TEXTS.inspector.notesPlaceholder}
        value={text}
        onValue={setText}
        onBlur={() => {
          if (text !== node.notes)
            editFlow([{ kind: 'set-node', id: node.id, notes: text }], TEXTS.edits.notes);
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
