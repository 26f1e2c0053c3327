import type { PromptStyleName } from '../host-messages.ts';
import { chatStyle } from './chat-style.ts';
import type { PromptStyle } from './prompt-style.ts';
import { promptlessStyle } from './promptless-style.ts';
import { taskStyle } from './task-style.ts';

/** The ways of asking, by name. */
export const PROMPT_STYLES: Readonly<Record<PromptStyleName, PromptStyle>> = {
  chat: chatStyle,
  task: taskStyle,
  none: promptlessStyle,
};
