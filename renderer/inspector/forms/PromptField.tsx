import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import type { PromptPreview } from '../../../core/contract/flow.ts';
import type { FlowNode } from '../../../core/flow.ts';
import { Button } from '../../parts/Button.tsx';
import { Chip } from '../../parts/Chip.tsx';
import { Menu } from '../../parts/Menu.tsx';
import { Tooltip } from '../../parts/Tooltip.tsx';
import { api } from '../../rpc/queries.ts';
import { TEXTS } from '../../texts.ts';
import { type FieldIds, FieldRow } from './FieldRow.tsx';
import type { Field } from './form-model.ts';
import { aboutTokens, type LintHint } from './highlight.ts';
import { PromptEditor } from './PromptEditor.tsx';
import type { ParamState } from './use-param.ts';

/** What the engine says of a node's prompt on known images: as sent, hints, coverage. Asked again when the flow has changed. */
export function usePromptPreview(node: string | undefined): PromptPreview | undefined {
  return useQuery({
    ...api.flow.previewPrompt.queryOptions({ input: { node: node ?? '' } }),
    enabled: node !== undefined,
    placeholderData: (before) => before,
  }).data;
}

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
  const value = typeof state.value === 'string' ? state.value : '';
  const hints = hintsOf(preview, field.name);
  return (
    <FieldRow label={field.label} help={field.schema.help} state={state} long ids={ids}>
      <PromptEditor
        id={ids.control}
        label={field.label}
        describedBy={ids.message}
        value={value}
        hints={hints}
        invalid={state.error !== undefined}
        onValue={(text) => state.set(text, 'typing')}
      />
      <PromptFoot
        text={value}
        hints={hints}
        variables={preview?.variables ?? []}
        onInsert={(variable) => state.set(`${value}{{${variable}}}`, 'press')}
      />
    </FieldRow>
  );
}

export function hintsOf(preview: PromptPreview | undefined, param: string): readonly LintHint[] {
  return (preview?.hints ?? []).filter((hint) => hint.param === param);
}

/** Under an editor: tokens, variables, and hints with their words. */
export function PromptFoot({
  text,
  hints,
  variables,
  onInsert,
}: {
  readonly text: string;
  readonly hints: readonly LintHint[];
  readonly variables: readonly string[];
  readonly onInsert: (variable: string) => void;
}) {
  return (
    <div className="mt-1 flex min-h-6 flex-wrap items-center gap-2 text-11 text-tx-3">
      <span>{TEXTS.prompt.tokens(aboutTokens(text))}</span>
      {variables.length > 0 && (
        <Menu
          groups={[
            variables.map((variable) => ({ label: `{{${variable}}}`, onChoose: () => onInsert(variable) })),
          ]}
          trigger={
            <Button kind="quiet" size="small">
              {TEXTS.prompt.variables}
            </Button>
          }
        />
      )}
      {hints.length > 0 && (
        <Tooltip text={hints.map((hint) => `${hint.line}: ${hint.message}`).join('\n')} side="top">
          <button type="button" className="ml-auto">
            <Chip tone="warn" icon={TriangleAlert}>
              {TEXTS.prompt.hints(hints.length)}
            </Chip>
          </button>
        </Tooltip>
      )}
    </div>
  );
}
