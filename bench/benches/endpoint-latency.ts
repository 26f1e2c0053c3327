import { join } from 'node:path';
import { type BenchCall, defineBench } from '../define-bench.ts';
import { bareClient } from '../endpoint/bare-client.ts';
import { captionFolder } from '../endpoint/caption-folder.ts';
import { jpegPath, makeJpegFolder } from '../endpoint/jpeg-folder.ts';
import { startLoadServer } from '../endpoint/start-load-server.ts';

interface Size {
  readonly samples: number;
  readonly latencyMs: number;
  /** Samples of the bare client. */
  readonly bare: number;
  /** Left out at the beginning, milliseconds. */
  readonly rampMs: number;
}

const PLACES = 64;
const pictures = (shared: string) => join(shared, 'pictures');

/** A slow endpoint that works on 64 at a time and lets the others wait: is it ever idle? */
export const bench = defineBench({
  name: 'endpoint-latency',
  title: 'An endpoint with 1 s latency that bears 64 at a time, 20,000 samples',
  sizes: {
    full: { samples: 20_000, latencyMs: 1000, bare: 1280, rampMs: 10_000 },
    quick: { samples: 60, latencyMs: 20, bare: 60, rampMs: 50 },
  },
  // Five minutes of 64 replies a second: every second of it is a round of its own.
  rounds: 1,
  async prepare({ size, shared }: BenchCall<Size>) {
    await makeJpegFolder(pictures(shared), size.samples);
  },
  parts: {
    async ours({ size, folder, shared }) {
      const { samples, latencyMs, rampMs } = size;
      const server = await startLoadServer({ latencyMs, places: PLACES, beyond: 'wait' });
      await captionFolder(folder, { url: server.url, pictures: pictures(shared), samples });
      const { replies, most } = await server.end();
      const last = replies.at(-1) ?? 0;
      const after = replies.filter((at) => at >= rampMs).length / ((last - rampMs) / 1000);
      return {
        perSecond: after,
        rampSeconds: rampOf(replies, latencyMs),
        mostAtOnce: most,
        requests: replies.length,
      };
    },
    async bare({ size, shared }) {
      const { latencyMs, bare } = size;
      const server = await startLoadServer({ latencyMs, places: PLACES, beyond: 'wait' });
      const picture = join(pictures(shared), jpegPath(0));
      // Some more than the places, so that none is empty while a reply and the next request travel.
      const perSecond = await bareClient(server.url, picture, { atOnce: PLACES + 16, count: bare });
      await server.end();
      return { perSecond };
    },
    async limit({ size }) {
      return { perSecond: PLACES / (size.latencyMs / 1000) };
    },
  },
  figures: [
    {
      name: 'limit',
      title: 'endpoint with 1 s latency bearing 64 at a time, 20,000 samples, after the first 10 s',
      against: '64 replies a second',
      unit: '×',
      better: 'higher',
      target: 0.95,
      aim: 0.99,
      of: ({ ours, limit }) => ours.perSecond / limit.perSecond,
    },
    {
      name: 'bare',
      title: 'the same, beside a bare client that has 80 requests under way from the start',
      against: 'a loop of `fetch`, nothing decoded or stored',
      unit: '×',
      better: 'higher',
      of: ({ ours, bare }) => ours.perSecond / bare.perSecond,
    },
    {
      name: 'ramp',
      title: 'the same: from the first request until 61 replies came within a second',
      against: '–',
      unit: 's',
      better: 'lower',
      of: ({ ours }) => ours.rampSeconds,
    },
  ],
});

/** Seconds until the end of the first stretch of one latency with 95 % of the replies that it can have. */
function rampOf(replies: readonly number[], latencyMs: number): number {
  for (const [index, at] of replies.entries()) {
    const before = replies[index - Math.ceil(PLACES * 0.95) + 1];
    if (before !== undefined && at - before <= latencyMs) return at / 1000;
  }
  return (replies.at(-1) ?? 0) / 1000;
}
