import { lazy, Suspense } from 'react';
import type { CaptionerRef } from '../../../core/captioner.ts';
import type { FlowNode } from '../../../core/flow.ts';
import { chooseCaptioner } from '../../app/fixes.ts';
import { captionerEdits } from '../../captioners/captioner-edits.ts';
import { currentFlow, editFlow, useFlowStore } from '../../flow/flow-store.ts';
import { Button } from '../../parts/Button.tsx';
import { TEXTS } from '../../texts.ts';
import type { FieldIds } from './FieldRow.tsx';
import type { Field } from './form-model.ts';
import type { ParamState } from './use-param.ts';

const EndpointFacts = lazy(() =>
  import('./EndpointFacts.tsx').then((module) => ({ default: module.EndpointFacts })),
);
const ModelFacts = lazy(() => import('./ModelFacts.tsx').then((module) => ({ default: module.ModelFacts })));

/** The captioner that a node uses: another of the same kind is taken in place, any other in the dialog. */
export function CaptionerField({
  nodes,
  field,
  state,
  ids,
}: {
  readonly nodes: readonly FlowNode[];
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
}) {
  const value = typeof state.value === 'string' && !state.mixed ? state.value : '';
  const [node, ...more] = nodes;
  const Facts = field.control === 'endpoint' ? EndpointFacts : ModelFacts;
  // Of one node the model that belongs to the old endpoint goes with it, as in the dialog.
  const choose = (captioner: CaptionerRef) => {
    if (node && more.length === 0)
      editFlow(
        captionerEdits(currentFlow(), useFlowStore.getState().catalog, node.id, captioner),
        TEXTS.fixes['choose-captioner'],
      );
    else state.set(captioner.kind === 'endpoint' ? captioner.endpoint : captioner.model, 'press');
  };
  return (
    <div
      className={`rounded-4 border bg-field p-2 ${state.error === undefined ? 'border-line-2' : 'border-err-fill'}`}
    >
      <Suspense fallback={<div className="min-h-7 truncate font-medium text-12">{value}</div>}>
        <Facts
          id={ids.control}
          describedBy={ids.message}
          label={field.label}
          value={value}
          onChoose={choose}
          end={
            <Button
              aria-describedby={ids.message}
              onClick={() => {
                if (node) chooseCaptioner(node.id);
              }}
            >
              {value === '' ? TEXTS.form.chooseCaptioner : TEXTS.form.change}
            </Button>
          }
        />
      </Suspense>
    </div>
  );
}
