import { Copy } from 'lucide-react';
import type { JobCommands } from '../../core/training/training-job.ts';
import { Button } from '../parts/Button.tsx';
import { toast } from '../parts/Toast.tsx';
import { TRAINING_TEXTS } from '../texts/training.ts';

const TEXTS = TRAINING_TEXTS.preflight;

/** How the processes of a training are started here and on several computers, and DeepSpeed's configuration where it is used: to be read before, and copied. */
export function LaunchSection({ commands }: { readonly commands: JobCommands }) {
  const { here, severalMachines, zeroConfig } = commands;
  return (
    <section aria-label={TEXTS.launch} data-testid="launch" className="flex flex-col gap-2">
      <h3 className="font-semibold text-12">{TEXTS.launch}</h3>
      <Text title={TEXTS.launchHere} text={here} />
      <Text title={TEXTS.launchSeveral} hint={TEXTS.launchHint} text={severalMachines} />
      {zeroConfig !== undefined && <Text title={TEXTS.launchZero} text={zeroConfig} />}
    </section>
  );
}

function Text({
  title,
  text,
  hint,
}: {
  readonly title: string;
  readonly text: string;
  readonly hint?: string;
}) {
  return (
    <details>
      <summary className="text-12 text-tx-2">{title}</summary>
      {hint !== undefined && <p className="mt-1 text-11 text-tx-3">{hint}</p>}
      <div className="mt-1 flex items-start gap-2">
        <pre className="mono max-h-48 min-w-0 flex-1 overflow-auto whitespace-pre-wrap break-all rounded-4 bg-field p-2 text-tx-2">
          {text}
        </pre>
        <Button
          size="small"
          icon={Copy}
          aria-label={TEXTS.copyThis(title)}
          onClick={() =>
            void navigator.clipboard.writeText(text).then(() => toast(TRAINING_TEXTS.header.copied))
          }
        >
          {TEXTS.copy}
        </Button>
      </div>
    </details>
  );
}
