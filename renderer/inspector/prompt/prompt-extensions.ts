import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
  startCompletion,
} from '@codemirror/autocomplete';
import { standardKeymap } from '@codemirror/commands';
import { type Diagnostic, forEachDiagnostic, nextDiagnostic } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view';
import type { PromptFix, PromptVariable } from '../../../core/prompt-variable.ts';
import { FORM_TEXTS } from '../../texts/form.ts';
import { completePrompt } from './complete-prompt.ts';
import { promptTheme } from './editor-theme.ts';

const TEXTS = FORM_TEXTS.prompt;

/** Something that often spoils captions: line and column count from 1, in UTF-16 units. */
export interface LintHint {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
  readonly fix?: PromptFix;
}

const VARIABLE = Decoration.mark({ class: 'cm-prompt-variable' });
const SECTION = Decoration.mark({ class: 'cm-prompt-section' });

const tags = new MatchDecorator({
  regexp: /\{\{(\{?\s*[#^/!]?)[^{}\n]*\}\}\}?/g,
  decoration: (match) => (/[#^/!]/.test(match[1] ?? '') ? SECTION : VARIABLE),
});

const tagColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = tags.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = tags.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** What the editor asks of its surroundings. */
export interface PromptEditorHost {
  /** What can stand between braces on the image that is shown. */
  readonly variables: () => readonly PromptVariable[];
  readonly undo: () => void;
  readonly redo: () => void;
}

/** All that every prompt editor has: colours, numbers, completion, keys. Undo is the flow's, which has every stretch of typing as a step. */
export function promptExtensions(host: PromptEditorHost): Extension {
  const call = (act: () => void) => () => {
    act();
    return true;
  };
  return [
    promptTheme,
    tagColours,
    lineNumbers(),
    EditorView.lineWrapping,
    autocompletion({
      override: [(context) => complete(context, host.variables())],
      icons: false,
      interactionDelay: 0,
    }),
    keymap.of([
      { key: 'Mod-z', run: call(host.undo), shift: call(host.redo), preventDefault: true },
      { key: 'Mod-y', run: call(host.redo), preventDefault: true },
      { key: 'F8', run: nextDiagnostic },
      { key: 'Mod-.', run: fixHere },
      ...completionKeymap,
      // With a choice open Tab takes it; Esc closes it, and then Tab leaves the field as everywhere else.
      { key: 'Tab', run: acceptCompletion },
      ...standardKeymap,
    ]),
  ];
}

function complete(context: CompletionContext, variables: readonly PromptVariable[]): CompletionResult | null {
  const found = completePrompt(context.state.doc.toString(), context.pos, variables);
  if (!found || found.choices.length === 0) return null;
  const { from, choices } = found;
  // What stands behind the cursor and is replaced, too; it stays as it is while one types on.
  const rest = found.to - context.pos;
  return {
    from,
    // Filtered while one types, without a moment in which nothing could be taken.
    validFor: /^[\w.-]*$/,
    options: choices.map(({ label, holds, insert, cursor }, index) => ({
      label,
      detail: holds === '' ? TEXTS.holdsNothing : holds,
      boost: -index / choices.length,
      apply: (view: EditorView, _choice: unknown, start: number, end: number) =>
        view.dispatch({
          changes: { from: start, to: end + rest, insert },
          selection: { anchor: start + cursor },
          userEvent: 'input.complete',
        }),
    })),
  };
}

/** Writes the braces at the cursor and offers what can stand between them. */
export function insertVariable(view: EditorView): void {
  view.focus();
  view.dispatch(view.state.replaceSelection('{{'), { userEvent: 'input' });
  startCompletion(view);
}

/** Hints as marks in a text, with their fixes as actions; what lies outside of the text is moved into it. */
export function diagnosticsOf(doc: Text, hints: readonly LintHint[]): readonly Diagnostic[] {
  return hints.map(({ line, column, length, message, fix }): Diagnostic => {
    const start = doc.line(Math.min(Math.max(1, line), doc.lines));
    const from = Math.min(start.from + column - 1, doc.length);
    return {
      from,
      to: Math.min(from + length, doc.length),
      severity: 'warning',
      message,
      ...(fix && { actions: [{ name: fix.title, apply: (view, at, end) => makeFix(view, fix, at, end) }] }),
    };
  });
}

/** Makes a fix at the stretch where its hint stands now. */
export function makeFix(view: EditorView, fix: PromptFix, from: number, to: number): void {
  const end = view.state.doc.length;
  const changes = 'append' in fix ? { from: end, insert: fix.append } : { from, to, insert: fix.replace };
  view.dispatch({ changes, userEvent: 'input.fix' });
  view.focus();
}

/** Makes the fix of the hint at the cursor; false where there is none. */
function fixHere(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  let made = false;
  forEachDiagnostic(view.state, (diagnostic, from, to) => {
    const [action] = diagnostic.actions ?? [];
    if (made || !action || head < from || head > to) return;
    made = true;
    action.apply(view, from, to);
  });
  return made;
}
