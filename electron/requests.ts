import { ipcMain, type WebContents } from 'electron';
import { isOwnPage } from './addresses.ts';
import { REQUESTS, type RequestChannel, type RequestOf } from './request-shapes.ts';

/** The part of Electron's event that tells who sent a message. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from the top frame of one of our own pages. A frame that is gone already is nobody. */
export function isOwnSender({ senderFrame }: Sender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnPage(senderFrame.url);
}

/** Checks who asks, and what: what fails is refused, not repaired. */
export function readRequest<C extends RequestChannel>(
  channel: C,
  sender: Sender,
  content: unknown,
): RequestOf<C> {
  if (!isOwnSender(sender)) throw new Error(`Refused: ${channel} from a page that is not ours.`);
  const request = REQUESTS[channel].safeParse(content);
  if (!request.success) throw new Error(`Refused: ${channel} with content that does not fit.`);
  return request.data as RequestOf<C>;
}

/** Answers a page's requests on one channel. */
export function answer<C extends RequestChannel>(
  channel: C,
  handler: (request: RequestOf<C>, sender: WebContents) => unknown,
): void {
  ipcMain.handle(channel, async (event, content: unknown) =>
    handler(readRequest(channel, event, content), event.sender),
  );
}
