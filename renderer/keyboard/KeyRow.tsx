import { Ellipsis, Lock } from 'lucide-react';
import { useRef, useState } from 'react';
import { keyText } from '../commands/chord-text.ts';
import type { Command } from '../commands/command.ts';
import { chooseKeys } from '../commands/custom-keys.ts';
import { type KeyMap, ownKeys } from '../commands/key-map.ts';
import { IS_MAC } from '../commands/platform.ts';
import { MOST_KEYS } from '../commands/read-custom-keys.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { KEYBOARD_TEXTS } from '../texts/keyboard.ts';
import { KeyCapture } from './KeyCapture.tsx';
import { KeyList } from './KeySheet.tsx';
import { type Trial, tryKeys } from './try-keys.ts';

/** A command with its keys, and how to change them. */
export function KeyRow({
  command,
  map,
  changed,
}: {
  readonly command: Command;
  readonly map: KeyMap;
  readonly changed: boolean;
}) {
  const [asking, setAsking] = useState<'replace' | 'add'>();
  const [trial, setTrial] = useState<{ readonly chord: string; readonly result: Trial }>();
  const change = useRef<HTMLButtonElement>(null);
  const keys = map.keys.get(command.id) ?? [];
  const own = ownKeys(command, IS_MAC);
  const finish = () => {
    setAsking(undefined);
    setTrial(undefined);
    requestAnimationFrame(() => change.current?.focus());
  };
  const take = (chord: string) => {
    const result = tryKeys(map, command, chord, asking === 'add', IS_MAC);
    if (result.kind !== 'free') return setTrial({ chord, result });
    chooseKeys({ [command.id]: result.keys });
    finish();
  };
  return (
    <li className="border-line border-t py-1">
      <div className="flex min-h-7 items-center gap-2 text-12">
        {changed && (
          <Tooltip text={KEYBOARD_TEXTS.changed} side="left">
            <span
              role="img"
              aria-label={KEYBOARD_TEXTS.changed}
              className="-ml-2.5 size-1 shrink-0 rounded-full bg-accent-line"
            />
          </Tooltip>
        )}
        <span className="min-w-0 flex-1 text-tx-2">{command.title}</span>
        {asking ? (
          <KeyCapture onKeys={take} onCancel={finish} />
        ) : (
          <span className="flex flex-wrap justify-end gap-1">
            {keys.length > 0 ? (
              <KeyList keys={keys} />
            ) : (
              <span className="text-11 text-tx-3">{KEYBOARD_TEXTS.noKeys}</span>
            )}
          </span>
        )}
        {command.native ? (
          <span className="flex w-[86px] justify-end pr-1.5">
            <Tooltip text={KEYBOARD_TEXTS.system}>
              <Lock
                size={14}
                strokeWidth={1.75}
                className="text-tx-3"
                role="img"
                aria-label={KEYBOARD_TEXTS.system}
              />
            </Tooltip>
          </span>
        ) : (
          <span className="flex w-[86px] justify-end gap-0.5">
            <Button
              ref={change}
              size="small"
              kind="quiet"
              aria-label={KEYBOARD_TEXTS.changeFor(command.title)}
              onClick={() => setAsking('replace')}
            >
              {KEYBOARD_TEXTS.changeButton}
            </Button>
            <Menu
              align="end"
              trigger={
                <IconButton
                  icon={Ellipsis}
                  size={24}
                  iconSize={14}
                  label={KEYBOARD_TEXTS.more(command.title)}
                />
              }
              groups={[
                [
                  { label: KEYBOARD_TEXTS.addKeys, onChoose: () => setTimeout(() => setAsking('add')) },
                  {
                    label: KEYBOARD_TEXTS.removeKeys,
                    disabled: keys.length === 0,
                    onChoose: () => chooseKeys({ [command.id]: [] }),
                  },
                ],
                [
                  {
                    label:
                      own.length > 0
                        ? KEYBOARD_TEXTS.restoreTo(own.map((chord) => keyText(chord)).join(', '))
                        : KEYBOARD_TEXTS.restore,
                    disabled: !changed,
                    onChoose: () => chooseKeys({ [command.id]: undefined }),
                  },
                ],
              ]}
            />
          </span>
        )}
      </div>
      {trial && <TrialNotice {...trial} onDone={finish} />}
    </li>
  );
}

/** Why the keys were not simply taken, and what can be done. */
function TrialNotice({
  chord,
  result,
  onDone,
}: {
  readonly chord: string;
  readonly result: Trial;
  readonly onDone: () => void;
}) {
  const titles = result.kind === 'taken' ? result.by.map(({ title }) => `"${title}"`).join(', ') : '';
  const text =
    result.kind === 'taken'
      ? KEYBOARD_TEXTS.takenBy(keyText(chord), titles)
      : result.kind === 'refused'
        ? `${keyText(chord)}: ${KEYBOARD_TEXTS.refusals[result.why]}`
        : result.kind === 'many'
          ? KEYBOARD_TEXTS.mostKeys(MOST_KEYS)
          : KEYBOARD_TEXTS.same(keyText(chord));
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 py-1 text-11">
      <p role="alert" className={result.kind === 'same' ? 'text-tx-3' : 'text-err'}>
        {text}
      </p>
      {result.kind === 'taken' && (
        <Button
          size="small"
          autoFocus
          onClick={() => {
            chooseKeys(result.changes);
            onDone();
          }}
        >
          {KEYBOARD_TEXTS.takeFrom(titles)}
        </Button>
      )}
    </div>
  );
}
