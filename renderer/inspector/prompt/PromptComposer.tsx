import { useId, useRef, useState } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import { isJsonObject, type Json } from '../../../core/json.ts';
import { Segmented } from '../../parts/Segmented.tsx';
import { TEXTS } from '../../texts.ts';
import type { Field, PromptParts } from '../forms/form-model.ts';
import { useParam } from '../forms/use-param.ts';
import { ImpactLine } from '../impact/ImpactLine.tsx';
import type { CodeEditorHandle } from './CodeEditor.tsx';
import { composedNames } from './composed-names.ts';
import { PromptEditor } from './PromptEditor.tsx';
import { PromptFoot } from './PromptFoot.tsx';
import { hintsOf, usePromptPreview, useShownPrompt } from './prompt-preview.ts';
import type { Rule } from './RuleRow.tsx';
import { RulesTable } from './RulesTable.tsx';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Prompts put together from a base and a part by source: rules, and one editor for base, part and what is sent. */
export function PromptComposer({
  node,
  composed,
  base,
}: {
  readonly node: FlowNode;
  readonly composed: PromptParts;
  /** The first prompt parameter: what every image gets. */
  readonly base: Field | undefined;
}) {
  const nodes = [node];
  const rules = useParam(nodes, composed.rules);
  const parts = useParam(nodes, composed.parts);
  const otherwise = useParam(nodes, composed.otherwise ?? composed.rules);
  const baseState = useParam(nodes, base ?? composed.parts);
  const preview = usePromptPreview(node.id);
  const { shown } = useShownPrompt(preview);
  const editor = useRef<CodeEditorHandle>(null);
  const partList = readParts(parts.value);
  const [picked, setChosen] = useState<string>();
  // Until one is picked, the part that the image of the preview gets.
  const chosen = picked ?? shown?.part;
  const [view, setView] = useState<'base' | 'part' | 'sent'>('part');
  const id = useId();
  const part = partList.find((each) => each.id === chosen) ?? partList[0];
  const sent = shown?.text ?? '';
  const text = view === 'sent' ? sent : view === 'base' ? String(baseState.value ?? '') : (part?.text ?? '');
  const set = (next: string, step: string) => {
    if (view === 'base') baseState.set(next, 'typing', step);
    else if (view === 'part' && part)
      parts.set(
        partList.map((each) => ({ ...each, ...(each.id === part.id && { text: next }) })),
        'typing',
        `${part.id} ${step}`,
      );
  };
  const hints =
    view === 'sent' ? [] : hintsOf(preview, view === 'base' ? (base?.name ?? '') : `parts.${part?.id}`);
  const error = view === 'base' ? baseState.error : view === 'part' ? parts.error : undefined;
  return (
    <>
      <RulesTable
        rules={readRules(rules.value)}
        parts={partList}
        otherwise={String(composed.otherwise ? (otherwise.value ?? '') : '')}
        counts={preview?.ruleCounts}
        uncovered={preview?.coverage.find((each) => each.part === '')?.count ?? 0}
        chosen={part?.id}
        onRules={(next, how, step) =>
          rules.set(
            next.map((rule) => ({ ...rule })),
            how,
            step,
          )
        }
        onOtherwise={composed.otherwise ? (value) => otherwise.set(value, 'press') : undefined}
        onChoose={(value) => {
          setChosen(value);
          setView('part');
        }}
      />
      {rules.error !== undefined && <p className="mt-1 text-11 text-err">{rules.error}</p>}
      <div className="mt-3 mb-1 flex items-center justify-between gap-2">
        <h3 className="min-w-0 truncate font-semibold text-12">
          {view === 'part'
            ? part?.title || part?.id
            : view === 'base'
              ? TEXTS.prompt.base
              : TEXTS.prompt.asSent}
        </h3>
        <Segmented
          label={TEXTS.prompt.editor}
          value={view}
          small
          segments={[
            { value: 'base', label: TEXTS.prompt.base },
            { value: 'part', label: TEXTS.prompt.part },
            { value: 'sent', label: TEXTS.prompt.asSent },
          ]}
          onValue={(value) => setView(value === 'base' || value === 'sent' ? value : 'part')}
        />
      </div>
      <PromptEditor
        key={`${view} ${part?.id}`}
        handle={editor}
        label={TEXTS.prompt.editor}
        describedBy={`${id}-message`}
        value={text}
        hints={hints}
        variables={shown?.variables ?? preview?.variables}
        readOnly={view === 'sent'}
        invalid={error !== undefined}
        onValue={set}
        onBlur={view === 'base' ? baseState.flush : parts.flush}
      />
      <PromptFoot
        text={text}
        hints={hints}
        preview={preview}
        shown={shown}
        editor={view === 'sent' ? undefined : () => editor.current}
      />
      <p id={`${id}-message`} className="text-11 text-err empty:hidden">
        {error}
      </p>
      <div className="mt-1">
        <ImpactLine node={node.id} params={[...composedNames(node, composed, base)]} />
      </div>
    </>
  );
}

function readRules(value: Json | undefined): readonly Rule[] {
  return (Array.isArray(value) ? value : [])
    .filter(isJsonObject)
    .map((rule) => ({ pattern: String(rule.pattern ?? ''), part: String(rule.part ?? '') }));
}

function readParts(value: Json | undefined): readonly Part[] {
  return (Array.isArray(value) ? value : []).filter(isJsonObject).map((part) => ({
    id: String(part.id ?? ''),
    title: String(part.title ?? ''),
    text: String(part.text ?? ''),
  }));
}
