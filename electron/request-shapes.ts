import { z } from 'zod';
import { MENU_COMMANDS } from '../core/desktop-bridge.ts';
import { CHANNELS } from './channels.ts';

const title = z.string().min(1).max(200);
const path = z.string().min(1).max(4096);

/** What a page may say on the channels that it may ask on; anything else is refused. */
export const REQUESTS = {
  [CHANNELS.chooseFolder]: z.undefined(),
  [CHANNELS.chooseFile]: z.array(z.string().regex(/^[a-z0-9]{1,10}$/)).max(40),
  [CHANNELS.chooseSavePath]: z.string().max(255),
  [CHANNELS.reveal]: path,
  [CHANNELS.notify]: z.strictObject({ title, body: z.string().max(1000) }),
  [CHANNELS.keychain]: z.undefined(),
  [CHANNELS.showProject]: z.strictObject({ path, name: title }).nullable(),
  [CHANNELS.showKeys]: z.partialRecord(z.enum(MENU_COMMANDS), z.string().max(40)),
  [CHANNELS.ready]: z.undefined(),
} as const;

export type RequestChannel = keyof typeof REQUESTS;
export type RequestOf<C extends RequestChannel> = z.infer<(typeof REQUESTS)[C]>;
