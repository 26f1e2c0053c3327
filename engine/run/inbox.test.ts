import { expect, it } from 'vitest';
import type { Sample } from '../../core/sample.ts';
import { Inbox } from './inbox.ts';
import { Stretch } from './stretch.ts';

const alone = (ordinal: number) => Stretch.of([{ ordinal } as unknown as Sample]);
const ordinals = (arrivals: readonly { readonly sample: Sample }[] | undefined) =>
  arrivals?.map((arrival) => arrival.sample.ordinal);

it('[RUN2] makes producers wait while it is full', async () => {
  const inbox = new Inbox(1, new AbortController().signal, 2);
  let pushed = 0;
  const producer = (async () => {
    for (let ordinal = 0; ordinal < 6; ordinal += 1) {
      await inbox.push('in', alone(ordinal));
      pushed += 1;
    }
    inbox.close();
  })();
  await new Promise(setImmediate);
  expect(pushed).toBe(2);
  const seen: number[] = [];
  for (let taken = await inbox.take(1); taken; taken = await inbox.take(1))
    seen.push(...(ordinals(taken) ?? []));
  await producer;
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

it('ends when every producer has closed and nothing is left', async () => {
  const inbox = new Inbox(2, new AbortController().signal);
  await inbox.push('in', alone(1));
  inbox.close();
  expect(ordinals(await inbox.take(10))).toEqual([1]);
  const end = inbox.take(10);
  inbox.close();
  expect(await end).toBeUndefined();
});

it('[RUN8] lets go of whoever waits when the run is stopped', async () => {
  const abort = new AbortController();
  const taker = new Inbox(1, abort.signal).take(1);
  const full = new Inbox(1, abort.signal, 0);
  const pusher = full.push('in', alone(1));
  abort.abort(new Error('stopped'));
  await expect(taker).rejects.toThrow('stopped');
  await expect(pusher).rejects.toThrow('stopped');
});
