import { expect, it } from 'vitest';
import { savingState } from './saving-state.ts';

const FULL = { code: 'DISK_FULL', message: 'The disk is full.', attempts: 1 } as const;

it.each([
  ['saved', false, 'open', 0, undefined],
  ['saving', false, 'open', 2, undefined],
  ['readOnly', true, 'open', 0, undefined],
  ['notSaved', false, 'open', 1, FULL],
  ['notSaved', false, 'lost', 1, undefined],
  ['notSaved', false, 'restarting', 3, undefined],
  ['away', false, 'lost', 0, undefined],
  ['away', true, 'lost', 0, undefined],
  // What was in the way is gone together with what waited for it.
  ['saved', false, 'open', 0, FULL],
  ['saved', false, 'connecting', 0, undefined],
] as const)(
  '[HIST9] says %s where readOnly is %s, the connection %s, %i changes wait',
  (saving, readOnly, connection, pending, trouble) => {
    expect(savingState({ readOnly, connection, pending, trouble })).toBe(saving);
  },
);
