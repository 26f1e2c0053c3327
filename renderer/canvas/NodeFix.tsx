import { OctagonAlert } from 'lucide-react';
import { useState } from 'react';
import { applyFix } from '../app/fixes.ts';
import { Button } from '../parts/Button.tsx';
import { TEXTS } from '../texts.ts';
import type { CardProblem } from './card-state.ts';

/** Zone 4 of a node in trouble: what is so, what to do, the button that does it, and details that can be copied. */
export function NodeFix({ node, problem }: { readonly node: string; readonly problem: CardProblem }) {
  const [open, setOpen] = useState(false);
  const { fix } = problem;
  return (
    <div className="mx-2 mb-2 rounded-4 bg-err-soft p-2 text-12" data-testid="node-fix">
      <div className="flex items-start gap-1.5 font-medium text-err">
        <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
        <span className="min-w-0 break-words">{problem.message}</span>
      </div>
      {problem.remedy !== undefined && <p className="mt-1 break-words text-tx-1">{problem.remedy}</p>}
      <div className="mt-2 flex items-center gap-1.5">
        {fix && (
          <Button size="small" tabIndex={-1} className="nodrag" onClick={() => applyFix(fix, node)}>
            {TEXTS.fixes[fix]}
          </Button>
        )}
        <Button
          kind="quiet"
          size="small"
          tabIndex={-1}
          className="nodrag"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {TEXTS.details}
        </Button>
      </div>
      {open && (
        <pre className="mono nodrag nowheel mt-2 max-h-32 select-text overflow-auto whitespace-pre-wrap break-words text-tx-2">
          {[problem.code, problem.excerpt].filter(Boolean).join('\n')}
        </pre>
      )}
    </div>
  );
}
