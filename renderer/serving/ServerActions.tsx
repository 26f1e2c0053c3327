import { Copy, Ellipsis, Play, ScrollText, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ManagedServer } from '../../core/serving/managed-server.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { toast } from '../parts/Toast.tsx';
import { SERVING_TEXTS as TEXTS } from '../texts/serving.ts';
import { ServerLog } from './ServerLog.tsx';
import { changeServer, removeServer, startServer, stopServer } from './serve-actions.ts';

/** Idle times to choose from, minutes; 0 keeps it. */
const IDLE_MINUTES = [5, 15, 60, 0];

/** Starts, stops, shows and forgets a server. */
export function ServerActions({ server }: { readonly server: ManagedServer }) {
  const { name, title, state, url, settings } = server;
  const [isLogOpen, setLogOpen] = useState(false);
  const isDown = state === 'stopped' || state === 'failed';
  return (
    <>
      {isDown ? (
        <Button
          size="small"
          icon={Play}
          aria-label={TEXTS.startThis(title)}
          onClick={() => void startServer(name)}
        >
          {state === 'failed' ? TEXTS.startAgain : TEXTS.start}
        </Button>
      ) : (
        <Button
          size="small"
          icon={Square}
          disabled={state === 'stopping'}
          aria-label={TEXTS.stopThis(title)}
          onClick={() => void stopServer(name)}
        >
          {state === 'ready' || state === 'stopping' ? TEXTS.stop : TEXTS.cancel}
        </Button>
      )}
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} size={24} iconSize={14} label={TEXTS.more(title)} />}
        groups={[
          [
            { label: TEXTS.log, icon: ScrollText, onChoose: () => setLogOpen(true) },
            {
              label: TEXTS.copyUrl,
              icon: Copy,
              onChoose: () => void navigator.clipboard.writeText(url).then(() => toast(TEXTS.copied)),
            },
          ],
          IDLE_MINUTES.map((idleMinutes) => ({
            label: TEXTS.idle(idleMinutes),
            checked: settings.idleMinutes === idleMinutes,
            onChoose: () => void changeServer(name, { idleMinutes }),
          })),
          [
            {
              label: TEXTS.beside,
              checked: settings.besideTraining,
              onChoose: () => void changeServer(name, { besideTraining: !settings.besideTraining }),
            },
          ],
          [{ label: TEXTS.remove, icon: Trash2, danger: true, onChoose: () => void removeServer(name) }],
        ]}
      />
      {isLogOpen && <ServerLog server={server} onClose={() => setLogOpen(false)} />}
    </>
  );
}
