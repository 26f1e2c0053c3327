import { startCompletion } from '@codemirror/autocomplete';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { PromptFix, PromptVariable } from '../../../core/prompt-variable.ts';
import { travel } from '../../flow/flow-store.ts';
import {
  diagnosticsOf,
  insertVariable,
  type LintHint,
  makeFix,
  promptExtensions,
} from './prompt-extensions.ts';
import { smallestChange } from './smallest-change.ts';
import { styleRoot } from './style-root.ts';
import { TypingGroups } from './typing-groups.ts';

/** What can be done with an editor from outside. */
export interface CodeEditorHandle {
  readonly insertVariable: () => void;
  readonly fix: (hint: LintHint & { readonly fix: PromptFix }) => void;
  readonly goTo: (hint: LintHint) => void;
}

export interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  /** `step` names the stretch of typing that a change belongs to: what has one name is undone together. */
  readonly onValue?: (value: string, step: string) => void;
  readonly onBlur?: () => void;
  readonly hints: readonly LintHint[];
  readonly variables: readonly PromptVariable[];
  readonly invalid: boolean;
  readonly readOnly: boolean;
  readonly describedBy: string | undefined;
  readonly handle?: Ref<CodeEditorHandle>;
}

/** A prompt in CodeMirror. Its text is the parameter's; it keeps no history of its own. */
export function CodeEditor(props: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const { value, hints, variables, label, invalid, readOnly, describedBy } = props;

  useLayoutEffect(() => {
    if (!place.current) return;
    const made = makeView(place.current, latest);
    view.current = made.view;
    attributes.set(made.view, made.attributes);
    return () => made.view.destroy();
  }, []);

  useLayoutEffect(() => {
    const editor = view.current;
    const change = editor && smallestChange(editor.state.doc.toString(), value);
    if (editor && change) editor.dispatch({ changes: change, userEvent: OUTSIDE });
  }, [value]);

  useLayoutEffect(() => {
    const editor = view.current;
    const compartment = editor && attributes.get(editor);
    if (editor && compartment)
      editor.dispatch({
        effects: compartment.reconfigure(attributesOf({ label, invalid, readOnly, describedBy })),
      });
  }, [label, invalid, readOnly, describedBy]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, hints)));
  }, [hints]);

  const areKnown = variables.length > 0;
  useEffect(() => {
    // Whoever has opened a tag before the engine said what can stand in it is offered it now.
    if (areKnown && view.current?.hasFocus) startCompletion(view.current);
  }, [areKnown]);

  useImperativeHandle(props.handle, () => {
    const mark = (hint: LintHint) => {
      const editor = view.current;
      const [found] = editor ? diagnosticsOf(editor.state.doc, [hint]) : [];
      return editor && found && { editor, from: found.from, to: found.to };
    };
    return {
      insertVariable: () => {
        if (view.current) insertVariable(view.current);
      },
      fix: (hint) => {
        const at = mark(hint);
        if (at) makeFix(at.editor, hint.fix, at.from, at.to);
      },
      goTo: (hint) => {
        const at = mark(hint);
        if (!at) return;
        at.editor.focus();
        at.editor.dispatch({ selection: { anchor: at.from, head: at.to }, scrollIntoView: true });
      },
    };
  }, []);

  return <div ref={place} className="h-full min-h-0" />;
}

/** A change that did not come from this editor's hand. */
const OUTSIDE = 'outside';
const attributes = new WeakMap<EditorView, Compartment>();

function makeView(parent: HTMLElement, latest: { readonly current: CodeEditorProps }) {
  const compartment = new Compartment();
  const groups = new TypingGroups(() => performance.now());
  const view = new EditorView({
    parent,
    root: styleRoot(),
    state: EditorState.create({
      doc: latest.current.value,
      extensions: [
        compartment.of(attributesOf(latest.current)),
        promptExtensions({
          variables: () => latest.current.variables,
          undo: () => travel('undo'),
          redo: () => travel('redo'),
        }),
        EditorView.domEventHandlers({ blur: () => latest.current.onBlur?.() }),
        EditorView.updateListener.of((update) => {
          const [first] = update.transactions;
          if (!update.docChanged || first?.isUserEvent(OUTSIDE)) return;
          latest.current.onValue?.(update.state.doc.toString(), groups.stepOf(update));
        }),
      ],
    }),
  });
  return { view, attributes: compartment };
}

function attributesOf({
  label,
  invalid,
  readOnly,
  describedBy,
}: Pick<CodeEditorProps, 'label' | 'invalid' | 'readOnly' | 'describedBy'>) {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'true',
      ...(invalid && { 'aria-invalid': 'true' }),
      ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
    }),
  ];
}
