import { Keyboard, Search } from 'lucide-react';
import { Fragment, useState } from 'react';
import { goTo } from '../app/screen.ts';
import { useCustomKeys } from '../commands/custom-keys.ts';
import { IS_MAC } from '../commands/platform.ts';
import { allCommands, keysNow } from '../commands/registry.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { TextField } from '../parts/TextField.tsx';
import { useProject } from '../rpc/project-state.ts';
import { KEYBOARD_TEXTS } from '../texts/keyboard.ts';
import { useKeySheet } from './key-sheet-state.ts';
import { answers, keyWords, listCommands } from './list-commands.ts';

/** All commands that have keys, with the keys in force, and what is done by keys that belong to no command. */
export function KeySheet() {
  const [search, setSearch] = useState('');
  const map = keysNow(useCustomKeys((state) => state.custom));
  const hasProject = useProject((state) => Boolean(state.project));
  const close = () => useKeySheet.setState({ open: false });
  const groups = listCommands(allCommands(), map, search, IS_MAC)
    .map(({ category, title, commands }) => ({
      title,
      rows: [
        ...commands.map((command) => ({
          keys: map.keys.get(command.id) ?? [],
          what: command.title,
          series: false,
        })),
        ...(KEYBOARD_TEXTS.fixed[category] ?? [])
          .map(([keys, what]) => ({ keys, what, series: keys[0] === 'Esc' && keys.length === 2 }))
          .filter(({ keys, what }) => answers(search, [what, title, ...keyWords(keys, IS_MAC)])),
      ].filter(({ keys }) => keys.length > 0),
    }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <Dialog
      open
      width={880}
      title={KEYBOARD_TEXTS.sheet}
      onClose={close}
      footer={
        hasProject && (
          <Button
            icon={Keyboard}
            onClick={() => {
              close();
              goTo('settings');
            }}
          >
            {KEYBOARD_TEXTS.change}
          </Button>
        )
      }
    >
      <TextField
        className="mb-3 w-full"
        icon={Search}
        aria-label={KEYBOARD_TEXTS.find}
        placeholder={KEYBOARD_TEXTS.find}
        value={search}
        onValue={setSearch}
      />
      {groups.length === 0 && <p className="py-4 text-center text-tx-3">{KEYBOARD_TEXTS.nothing(search)}</p>}
      <div className="columns-[320px] gap-8">
        {groups.map(({ title, rows }) => (
          <section key={title} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-12">{title}</h3>
            <dl>
              {rows.map(({ keys, what, series }) => (
                <div
                  key={what}
                  className="flex min-h-7 items-center justify-between gap-4 border-line border-t text-12"
                >
                  <dt className="py-1 text-tx-2">{what}</dt>
                  <dd className="flex shrink-0 flex-wrap items-center justify-end gap-1 text-11 text-tx-3">
                    <KeyList keys={keys} between={series ? KEYBOARD_TEXTS.afterwards : undefined} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Several keys that do the same, or follow each other. */
export function KeyList({
  keys,
  between,
}: {
  readonly keys: readonly string[];
  readonly between?: string | undefined;
}) {
  return keys.map((chord, index) => (
    <Fragment key={chord}>
      {index > 0 && (
        <span className={between === undefined ? 'sr-only' : ''}>{between ?? KEYBOARD_TEXTS.or}</span>
      )}
      <Kbd keys={chord} />
    </Fragment>
  ));
}
