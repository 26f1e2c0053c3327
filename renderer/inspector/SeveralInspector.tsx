import { Copy, CornerUpRight, Trash2, VolumeX } from 'lucide-react';
import type { FlowNode } from '../../core/flow.ts';
import { duplicateNodes, removeSelection, toggleMode } from '../canvas/clipboard.ts';
import { frameSelection } from '../canvas/frame-actions.ts';
import { useKeys } from '../commands/registry.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TEXTS } from '../texts.ts';
import { sharedParams } from './forms/form-model.ts';
import { ParamForm } from './forms/ParamForm.tsx';
import { changedParams, resetParams } from './forms/reset-fields.ts';

/** Several nodes: what can be done with all of them, and the settings that they share. */
export function SeveralInspector({ nodes }: { readonly nodes: readonly FlowNode[] }) {
  const catalog = useCatalog();
  const ids = nodes.map((node) => node.id);
  const descriptors = nodes.map((node) => catalog.get(node.type) ?? { params: {} });
  const shared = sharedParams(descriptors);
  const changed = changedParams(nodes, shared.params);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-11 shrink-0 items-center border-line border-b pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-13">
          {TEXTS.inspector.several(nodes.length)}
        </h2>
        <IconButton
          icon={Copy}
          label={TEXTS.inspector.duplicate}
          keys={useKeys('node.duplicate')}
          onClick={() => duplicateNodes(ids)}
        />
        <IconButton
          icon={CornerUpRight}
          label={TEXTS.inspector.bypass}
          keys={useKeys('node.bypass')}
          onClick={() => toggleMode(ids, 'bypassed')}
        />
        <IconButton
          icon={VolumeX}
          label={TEXTS.inspector.mute}
          keys={useKeys('node.mute')}
          onClick={() => toggleMode(ids, 'muted')}
        />
        <IconButton
          icon={Trash2}
          label={TEXTS.inspector.remove}
          keys={useKeys('node.remove')}
          onClick={() => removeSelection()}
        />
      </div>
      <div className="border-line border-b p-4">
        <Button onClick={frameSelection}>{TEXTS.canvas.frameSelection}</Button>
      </div>
      <div className="min-h-0 flex-1 overflow-auto">
        {Object.keys(shared.params).length === 0 ? (
          <p className="p-4 text-tx-3">{TEXTS.inspector.nothingShared}</p>
        ) : (
          <>
            <div className="flex min-h-9 items-center justify-between px-4 pt-2">
              <h3 className="font-semibold text-12">{TEXTS.inspector.sharedTitle}</h3>
              {changed.length > 0 && (
                <Button
                  kind="quiet"
                  size="small"
                  className="-mr-2"
                  onClick={() => resetParams(nodes, shared.params, TEXTS.form.everything)}
                >
                  {TEXTS.form.restoreAll}
                </Button>
              )}
            </div>
            <ParamForm nodes={nodes} descriptor={shared} />
          </>
        )}
      </div>
    </div>
  );
}
