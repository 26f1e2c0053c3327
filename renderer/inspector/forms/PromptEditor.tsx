import { clsx } from 'clsx';
import { useMemo } from 'react';
import { highlightPrompt, type LintHint } from './highlight.ts';

const NUMBERS = 28;

/**
 * A prompt with line numbers, variables in colour and hints as wavy lines. The colours lie in a layer under a text area whose own
 * text is transparent, so that caret, selection, undo and spelling are the browser's.
 */
export function PromptEditor({
  id,
  label,
  value,
  onValue,
  hints = [],
  invalid = false,
  readOnly = false,
  describedBy,
}: {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly onValue?: (value: string) => void;
  readonly hints?: readonly LintHint[];
  readonly invalid?: boolean;
  readonly readOnly?: boolean;
  readonly describedBy?: string;
}) {
  const lines = useMemo(() => highlightPrompt(value, hints), [value, hints]);
  const text = 'mono whitespace-pre-wrap break-words px-2 leading-[18px]';
  return (
    <div
      className={clsx(
        'field-focus relative max-h-[max(166px,24vh)] min-h-[76px] overflow-auto rounded-4 border bg-field',
        invalid ? 'border-err-fill' : 'border-line-2',
      )}
    >
      <div className="relative py-1.5">
        <div aria-hidden className={clsx(text, 'pointer-events-none')} style={{ paddingLeft: NUMBERS }}>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
            <div key={index} className="relative min-h-[18px]">
              <span className="absolute w-5 select-none text-right text-tx-3" style={{ left: -NUMBERS }}>
                {index + 1}
              </span>
              {line.map((stretch) => (
                <span
                  key={stretch.key}
                  className={clsx(
                    stretch.kind === 'variable' && 'rounded-3 bg-accent-soft text-accent-tx',
                    stretch.kind === 'tag' && 'text-tx-3',
                    stretch.hint !== undefined &&
                      'underline decoration-warn decoration-wavy underline-offset-2',
                  )}
                >
                  {stretch.text}
                </span>
              ))}
            </div>
          ))}
        </div>
        <textarea
          id={id}
          aria-label={label}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          readOnly={readOnly}
          value={value}
          onChange={(event) => onValue?.(event.currentTarget.value)}
          style={{ paddingLeft: NUMBERS }}
          className={clsx(
            text,
            'absolute inset-0 size-full resize-none overflow-hidden bg-transparent py-1.5 text-transparent caret-tx-1 outline-none',
          )}
        />
      </div>
    </div>
  );
}
