import { Search } from 'lucide-react';
import { useState } from 'react';
import { chooseKeys, useCustomKeys } from '../commands/custom-keys.ts';
import { IS_MAC } from '../commands/platform.ts';
import { allCommands, commandOf, keysNow } from '../commands/registry.ts';
import { Button } from '../parts/Button.tsx';
import { TextField } from '../parts/TextField.tsx';
import { toast } from '../parts/Toast.tsx';
import { KEYBOARD_TEXTS } from '../texts/keyboard.ts';
import { KeyRow } from './KeyRow.tsx';
import { listCommands } from './list-commands.ts';

/** The section of the settings where each command's keys are changed. */
export function KeyboardSettings() {
  const [search, setSearch] = useState('');
  const custom = useCustomKeys((state) => state.custom);
  const map = keysNow(custom);
  const groups = listCommands(allCommands(), map, search, IS_MAC).filter(
    ({ commands }) => commands.length > 0,
  );
  const changed = allCommands().filter(({ id }) => Object.hasOwn(custom, id));
  const restoreAll = () => {
    const before = Object.fromEntries(changed.map(({ id }) => [id, custom[id]]));
    chooseKeys(Object.fromEntries(changed.map(({ id }) => [id, undefined])));
    toast(KEYBOARD_TEXTS.restored(changed.length), {
      action: { label: KEYBOARD_TEXTS.undo, onPress: () => chooseKeys(before) },
    });
  };
  return (
    <section className="border-line border-t py-3" aria-labelledby="keyboard-settings">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <div className="mr-auto">
          <h2 id="keyboard-settings" className="font-semibold text-12">
            {KEYBOARD_TEXTS.settings}
          </h2>
          <p className="text-11 text-tx-3">{KEYBOARD_TEXTS.help}</p>
        </div>
        <Button onClick={restoreAll} disabled={changed.length === 0}>
          {KEYBOARD_TEXTS.restoreAll}
        </Button>
        <TextField
          className="w-60"
          icon={Search}
          aria-label={KEYBOARD_TEXTS.find}
          placeholder={KEYBOARD_TEXTS.find}
          value={search}
          onValue={setSearch}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setSearch('');
          }}
        />
      </div>
      {groups.length === 0 && <p className="py-4 text-center text-tx-3">{KEYBOARD_TEXTS.nothing(search)}</p>}
      {groups.map(({ category, title, commands }) => (
        <section key={category} className="mb-3">
          <h3 className="py-1 font-medium text-11 text-tx-3">{title}</h3>
          <ul>
            {commands.map(({ id }) => (
              <KeyRow key={id} command={commandOf(id)} map={map} changed={Object.hasOwn(custom, id)} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
