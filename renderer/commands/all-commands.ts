import { APP_COMMANDS } from '../app/app-commands.ts';
import { FIND_COMMANDS } from '../app/find-commands.ts';
import { RUN_COMMANDS } from '../app/run-commands.ts';
import { BUILDING_COMMANDS } from '../canvas/building-commands.ts';
import { CANVAS_COMMANDS } from '../canvas/canvas-commands.ts';
import { CLIPBOARD_COMMANDS } from '../canvas/clipboard-commands.ts';
import { NODE_COMMANDS } from '../canvas/node-commands.ts';
import { WIRE_COMMANDS } from '../canvas/wire-commands.ts';
import { EDIT_COMMANDS } from '../flow/edit-commands.ts';
import { HELP_COMMANDS } from '../help/help-commands.ts';
import { HISTORY_COMMANDS } from '../history/history-commands.ts';
import { IMAGE_COMMANDS } from '../image-view/image-commands.ts';
import { SETTINGS_COMMANDS } from '../inspector/settings-commands.ts';
import { KEYBOARD_COMMANDS } from '../keyboard/keyboard-commands.ts';
import { SEEING_COMMANDS } from '../seeing/seeing-commands.ts';
import { TRAINING_COMMANDS } from '../training/training-commands.ts';
import type { Command } from './command.ts';

/**
 * Every command. An area enters its own here, from a file beside its code; what that file imports is loaded with the first
 * page, so that an action which needs more loads it itself, or is provided by its screen (`useCommandAction`).
 */
export const ALL_COMMANDS: readonly Command[] = [
  ...APP_COMMANDS,
  ...HELP_COMMANDS,
  ...RUN_COMMANDS,
  ...EDIT_COMMANDS,
  ...HISTORY_COMMANDS,
  ...CLIPBOARD_COMMANDS,
  ...CANVAS_COMMANDS,
  ...NODE_COMMANDS,
  ...WIRE_COMMANDS,
  ...FIND_COMMANDS,
  ...IMAGE_COMMANDS,
  ...KEYBOARD_COMMANDS,
  ...SEEING_COMMANDS,
  ...SETTINGS_COMMANDS,
  ...BUILDING_COMMANDS,
  ...TRAINING_COMMANDS,
];
