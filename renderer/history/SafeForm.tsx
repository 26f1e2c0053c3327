import type { ReactNode } from 'react';
import type { FlowNode } from '../../core/flow.ts';
import { HISTORY_TEXTS } from '../texts/history.ts';
import { FaultNotice } from './FaultNotice.tsx';
import { PartBoundary } from './PartBoundary.tsx';

const TEXTS = HISTORY_TEXTS.fault;

/** A part of the inspector that shows what the node holds, to be read only, where it cannot be shown as a form. */
export function SafeForm({ node, children }: { readonly node: FlowNode; readonly children: ReactNode }) {
  return (
    <PartBoundary
      of={node.params}
      fallback={(fault) => (
        <div className="flex flex-col gap-3 p-4">
          <FaultNotice fault={fault} what={TEXTS.parts.form} />
          <RawSettings node={node} />
        </div>
      )}
    >
      {children}
    </PartBoundary>
  );
}

/** A node's settings as they are stored. */
export function RawSettings({ node }: { readonly node: FlowNode }) {
  return (
    <section aria-label={TEXTS.raw}>
      <h3 className="mb-1 font-medium text-11 text-tx-2">{TEXTS.raw}</h3>
      <pre className="mono max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-4 bg-field p-2">
        {JSON.stringify(node.params, undefined, 2)}
      </pre>
    </section>
  );
}
