import { clsx } from 'clsx';
import { lazy, type PointerEvent, type Ref, Suspense, useRef, useState } from 'react';
import type { PromptVariable } from '../../../core/prompt-variable.ts';
import type { CodeEditorHandle } from './CodeEditor.tsx';
import type { LintHint } from './prompt-extensions.ts';

const CodeEditor = lazy(() => import('./CodeEditor.tsx').then((module) => ({ default: module.CodeEditor })));

const NO_HINTS: readonly LintHint[] = [];
const NO_VARIABLES: readonly PromptVariable[] = [];
/** Size of the browser's resize handle, in pixels. */
const HANDLE = 16;

/** A prompt with line numbers, variables in colour, completion and hints as wavy lines. Grows by its lower right corner. */
export function PromptEditor({
  label,
  value,
  onValue,
  onBlur,
  hints = NO_HINTS,
  variables = NO_VARIABLES,
  invalid = false,
  readOnly = false,
  describedBy,
  handle,
}: {
  readonly label: string;
  readonly value: string;
  readonly onValue?: (value: string, step: string) => void;
  readonly onBlur?: () => void;
  readonly hints?: readonly LintHint[];
  readonly variables?: readonly PromptVariable[];
  readonly invalid?: boolean;
  readonly readOnly?: boolean;
  readonly describedBy?: string;
  readonly handle?: Ref<CodeEditorHandle>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [sized, setSized] = useState(false);
  // Until it is dragged it is as high as its text, within bounds; from then on as high as one wants it.
  const onPointerDown = (event: PointerEvent) => {
    const bounds = box.current?.getBoundingClientRect();
    if (sized || !box.current || !bounds) return;
    if (event.clientX < bounds.right - HANDLE || event.clientY < bounds.bottom - HANDLE) return;
    box.current.style.height = `${bounds.height}px`;
    setSized(true);
  };
  return (
    <div
      ref={box}
      onPointerDown={onPointerDown}
      className={clsx(
        'field-focus flex min-h-[76px] resize-y flex-col overflow-hidden rounded-4 border bg-field',
        !sized && 'max-h-[max(184px,26vh)]',
        invalid ? 'border-err-fill' : 'border-line-2',
      )}
    >
      <Suspense
        fallback={
          <div className="mono min-h-[76px] whitespace-pre-wrap px-8 py-1.5 leading-[18px]">{value}</div>
        }
      >
        <CodeEditor
          label={label}
          value={value}
          onValue={onValue}
          onBlur={onBlur}
          hints={hints}
          variables={variables}
          invalid={invalid}
          readOnly={readOnly}
          describedBy={describedBy}
          handle={handle}
        />
      </Suspense>
    </div>
  );
}
