import { Braces, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PromptPreview, RenderedPrompt } from '../../../core/contract/flow.ts';
import { formatCount } from '../../format.ts';
import { Button } from '../../parts/Button.tsx';
import { Tooltip } from '../../parts/Tooltip.tsx';
import { TEXTS } from '../../texts.ts';
import type { CodeEditorHandle } from './CodeEditor.tsx';
import type { LintHint } from './prompt-extensions.ts';
import { isExactFor, tokenCounter } from './token-count.ts';

/** Hints that are listed; the others are marked in the text. */
const MOST_HINTS = 4;

/** Under an editor: tokens, a button for variables, and the hints with what mends them. */
export function PromptFoot({
  text,
  hints,
  preview,
  shown,
  editor,
}: {
  readonly text: string;
  readonly hints: readonly LintHint[];
  readonly preview: PromptPreview | undefined;
  readonly shown: RenderedPrompt | undefined;
  /** Undefined where nothing can be written. */
  readonly editor: (() => CodeEditorHandle | null) | undefined;
}) {
  return (
    <>
      <div className="mt-1 flex min-h-6 items-center justify-between gap-2">
        <TokenCount text={text} model={preview?.model} image={shown?.imageTokens} />
        {editor && (
          <Button
            kind="quiet"
            size="small"
            icon={Braces}
            className="-mr-2"
            onClick={() => editor()?.insertVariable()}
          >
            {TEXTS.prompt.variables}
          </Button>
        )}
      </div>
      {hints.length > 0 && (
        <ul aria-label={TEXTS.prompt.hintList} className="mt-1 flex flex-col gap-1">
          {hints.slice(0, MOST_HINTS).map((hint) => (
            <HintLine
              key={`${hint.line} ${hint.column} ${hint.message}`}
              hint={hint}
              numbered={text.includes('\n')}
              editor={editor}
            />
          ))}
          {hints.length > MOST_HINTS && (
            <li className="pl-5 text-11 text-tx-3">{TEXTS.prompt.moreHints(hints.length - MOST_HINTS)}</li>
          )}
        </ul>
      )}
    </>
  );
}

function HintLine({
  hint,
  numbered,
  editor,
}: {
  readonly hint: LintHint;
  /** Says the line; a text of one line needs no number. */
  readonly numbered: boolean;
  readonly editor: (() => CodeEditorHandle | null) | undefined;
}) {
  const { fix } = hint;
  return (
    <li className="flex items-start gap-1.5 text-11 text-warn">
      <TriangleAlert size={12} strokeWidth={1.75} className="mt-0.5 shrink-0" aria-hidden />
      <button
        type="button"
        className="min-w-0 flex-1 text-left hover:underline"
        onClick={() => editor?.()?.goTo(hint)}
      >
        {numbered && TEXTS.prompt.line(hint.line)}
        {hint.message}
      </button>
      {fix && editor && (
        <Button size="small" className="h-5 px-1.5 text-11" onClick={() => editor()?.fix({ ...hint, fix })}>
          {fix.title}
        </Button>
      )}
    </li>
  );
}

/** Text tokens by the tokenizer of OpenAI's present models, and what the picture takes beside them. */
function TokenCount({
  text,
  model,
  image,
}: {
  readonly text: string;
  readonly model: string | undefined;
  readonly image: number | undefined;
}) {
  const [counted, setCounted] = useState<{ readonly text: string; readonly count: number }>();
  useEffect(() => {
    let here = true;
    tokenCounter().then(
      (count) => {
        if (here) setCounted({ text, count: count(text) });
      },
      // Without the table (the page was updated meanwhile) nothing is counted; the next visit loads it.
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [text]);
  if (!counted) return <span className="text-11 text-tx-3">{TEXTS.prompt.counting}</span>;
  const exact = isExactFor(model);
  return (
    <Tooltip text={exact ? TEXTS.prompt.exactFor(model ?? '') : TEXTS.prompt.aboutFor} side="top">
      <button type="button" className="min-w-0 truncate text-left text-11 text-tx-3">
        {TEXTS.prompt.tokens(
          formatCount(counted.count),
          image === undefined ? undefined : formatCount(image),
          exact,
        )}
      </button>
    </Tooltip>
  );
}
