import { useRef } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import { type FieldIds, FieldRow } from '../forms/FieldRow.tsx';
import type { Field } from '../forms/form-model.ts';
import type { ParamState } from '../forms/use-param.ts';
import type { CodeEditorHandle } from './CodeEditor.tsx';
import { PromptEditor } from './PromptEditor.tsx';
import { PromptFoot } from './PromptFoot.tsx';
import { hintsOf, usePromptPreview, useShownPrompt } from './prompt-preview.ts';

/** A prompt parameter of its own: editor, hints, tokens. */
export function PromptField({
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
  const preview = usePromptPreview(nodes[0]?.id);
  const { shown } = useShownPrompt(preview);
  const editor = useRef<CodeEditorHandle>(null);
  const value = typeof state.value === 'string' && !state.mixed ? state.value : '';
  const hints = state.mixed ? [] : hintsOf(preview, field.name);
  return (
    <FieldRow node={nodes.length === 1 ? nodes[0]?.id : undefined} field={field} state={state} ids={ids}>
      <PromptEditor
        handle={editor}
        label={field.label}
        describedBy={ids.message}
        value={value}
        hints={hints}
        variables={shown?.variables ?? preview?.variables}
        invalid={state.error !== undefined}
        onValue={(text, step) => state.set(text, 'typing', step)}
        onBlur={state.flush}
      />
      <PromptFoot text={value} hints={hints} preview={preview} shown={shown} editor={() => editor.current} />
    </FieldRow>
  );
}
