import { Copy, OctagonAlert } from 'lucide-react';
import { Button } from '../parts/Button.tsx';
import { toast } from '../parts/Toast.tsx';
import { HISTORY_TEXTS } from '../texts/history.ts';
import type { Fault } from './PartBoundary.tsx';

const TEXTS = HISTORY_TEXTS.fault;

/** Says that a part cannot be shown, with what can be done about it. */
export function FaultNotice({ fault, what }: { readonly fault: Fault; readonly what: string }) {
  const copy = () => {
    void navigator.clipboard.writeText(fault.details).then(
      () => toast(TEXTS.copied),
      () => toast(TEXTS.notCopied, { tone: 'err' }),
    );
  };
  return (
    <div role="alert" className="rounded-4 bg-err-soft p-2 text-11">
      <p className="flex items-start gap-1.5 font-semibold text-err">
        <OctagonAlert size={14} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
        {TEXTS.title(what)}
      </p>
      <p className="mt-0.5 text-tx-1">{TEXTS.text}</p>
      <p className="mono mt-1 line-clamp-2 break-words text-tx-3" title={fault.message}>
        {fault.message}
      </p>
      <div className="nodrag mt-2 flex flex-wrap gap-1">
        <Button size="small" onClick={fault.retry}>
          {TEXTS.retry}
        </Button>
        <Button size="small" kind="quiet" icon={Copy} onClick={copy}>
          {TEXTS.copy}
        </Button>
      </div>
    </div>
  );
}
