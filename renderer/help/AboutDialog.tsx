import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { Logo } from '../app/Logo.tsx';
import { openGuide } from '../guide/guide-state.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { api } from '../rpc/queries.ts';
import { HELP_TEXTS } from '../texts/help.ts';
import { TEXTS } from '../texts.ts';
import { copyDiagnostics } from './copy-diagnostics.ts';
import { useAbout } from './help-commands.ts';

/** Version, machine and licences. */
export function AboutDialog() {
  const info = useQuery(api.system.info.queryOptions()).data;
  const close = () => useAbout.setState({ open: false });
  return (
    <Dialog
      open
      onClose={close}
      title={HELP_TEXTS.about}
      footer={
        <>
          <Button icon={Copy} onClick={() => void copyDiagnostics()}>
            {HELP_TEXTS.diagnostics}
          </Button>
          <Button
            kind="main"
            onClick={() => {
              close();
              openGuide('licences');
            }}
          >
            {HELP_TEXTS.licences}
          </Button>
        </>
      }
    >
      <div className="flex gap-4">
        <Logo size={40} />
        <div className="flex flex-col gap-1">
          <p className="font-semibold text-15">{TEXTS.product}</p>
          {info && (
            <p className="text-12 text-tx-2">
              {HELP_TEXTS.version(info.version)} · {info.platform} ·{' '}
              {HELP_TEXTS.machine(info.cores, info.memoryBytes)}
            </p>
          )}
          <p className="mt-2 text-12 text-tx-2">{HELP_TEXTS.aboutText}</p>
        </div>
      </div>
    </Dialog>
  );
}
