import { useQuery } from '@tanstack/react-query';
import {
  ClipboardCopy,
  ClipboardPaste,
  Copy,
  CornerUpRight,
  Ellipsis,
  Gauge,
  History,
  Pencil,
  Play,
  RotateCcw,
  StepForward,
  Trash2,
  VolumeX,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { FlowNode } from '../../core/flow.ts';
import { startRun } from '../app/run-control.ts';
import { duplicateNodes, removeSelection, toggleMode } from '../canvas/clipboard.ts';
import { nodeColour } from '../canvas/NodeCard.tsx';
import { useKeys } from '../commands/registry.ts';
import { editFlow, useDescriptor } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { api } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';
import { openPreflight } from '../training/preflight-state.ts';
import { trainsModel } from '../training/training-stages.ts';
import { changedParams, resetParams } from './forms/reset-fields.ts';
import { copySettings, pasteSettings, useCopiedSettings } from './settings-clipboard.ts';

const PastValuesDialog = lazy(() =>
  import('./past/PastValuesDialog.tsx').then((module) => ({ default: module.PastValuesDialog })),
);

/** Runs whose values stand in the menu itself. */
const MENU_RUNS = 3;

/** Icon, name, run to here, and what else can be done with a node. */
export function NodeHeader({ node }: { readonly node: FlowNode }) {
  const descriptor = useDescriptor(node.type);
  const [renaming, setRenaming] = useState(false);
  const [past, setPast] = useState<{ readonly run?: number }>();
  const values = useQuery(api.impact.pastValues.queryOptions({ input: { node: node.id } })).data ?? [];
  const copied = useCopiedSettings((state) => state.copied);
  const changed = descriptor ? changedParams([node], descriptor.params) : [];
  const keys = {
    copy: useKeys('node.copy-settings'),
    paste: useKeys('node.paste-settings'),
    duplicate: useKeys('node.duplicate'),
    bypass: useKeys('node.bypass'),
    mute: useKeys('node.mute'),
    remove: useKeys('node.remove'),
  };
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
      {trainsModel(descriptor) && (
        <IconButton icon={Gauge} label={TEXTS.inspector.preflight} onClick={() => openPreflight(node.id)} />
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
              keys: keys.duplicate,
              onChoose: () => duplicateNodes([node.id]),
            },
          ],
          descriptor === undefined
            ? []
            : [
                {
                  label: TEXTS.form.copySettings,
                  icon: ClipboardCopy,
                  keys: keys.copy,
                  onChoose: copySettings,
                },
                {
                  label: TEXTS.form.pasteSettings,
                  icon: ClipboardPaste,
                  keys: keys.paste,
                  disabled: copied === undefined,
                  onChoose: pasteSettings,
                },
                {
                  label: TEXTS.form.restoreAll,
                  icon: RotateCcw,
                  disabled: changed.length === 0,
                  onChoose: () => resetParams([node], descriptor.params, TEXTS.form.everything),
                },
              ],
          [
            ...values.slice(0, MENU_RUNS).map(({ run, changes }) => ({
              label: TEXTS.past.menu(run),
              icon: History,
              hint: TEXTS.past.differs(changes.length),
              onChoose: () => setPast({ run }),
            })),
            ...(values.length > MENU_RUNS
              ? [{ label: TEXTS.past.more, icon: History, onChoose: () => setPast({}) }]
              : []),
          ],
          [
            {
              label: node.mode === 'bypassed' ? TEXTS.inspector.activate : TEXTS.inspector.bypass,
              icon: CornerUpRight,
              keys: keys.bypass,
              onChoose: () => toggleMode([node.id], 'bypassed'),
            },
            {
              label: node.mode === 'muted' ? TEXTS.inspector.activate : TEXTS.inspector.mute,
              icon: VolumeX,
              keys: keys.mute,
              onChoose: () => toggleMode([node.id], 'muted'),
            },
          ],
          [
            {
              label: TEXTS.inspector.remove,
              icon: Trash2,
              keys: keys.remove,
              danger: true,
              onChoose: () => removeSelection(),
            },
          ],
        ]}
      />
      {past && (
        <Suspense>
          <PastValuesDialog node={node} first={past.run} values={values} onClose={() => setPast(undefined)} />
        </Suspense>
      )}
    </div>
  );
}
