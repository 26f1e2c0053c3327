import { join } from 'node:path';
import { type BenchCall, defineBench } from '../define-bench.ts';
import { bareClient } from '../endpoint/bare-client.ts';
import { captionFolder } from '../endpoint/caption-folder.ts';
import { jpegPath, makeJpegFolder } from '../endpoint/jpeg-folder.ts';
import { startLoadServer } from '../endpoint/start-load-server.ts';

interface Size {
  readonly samples: number;
  readonly latencyMs: number;
  readonly bare: number;
}

const PLACES = 20;
const pictures = (shared: string) => join(shared, 'pictures');

/** An endpoint that refuses what is beyond 20 at a time, without a word about how many it bears: is that found, and kept to? */
export const bench = defineBench({
  name: 'endpoint-throttle',
  title: 'An endpoint that sends 429 above 20 in flight',
  sizes: {
    full: { samples: 2400, latencyMs: 500, bare: 600 },
    quick: { samples: 50, latencyMs: 20, bare: 50 },
  },
  // A minute each.
  rounds: 3,
  async prepare({ size, shared }: BenchCall<Size>) {
    await makeJpegFolder(pictures(shared), size.samples);
  },
  parts: {
    async ours({ size, folder, shared }) {
      const { samples, latencyMs } = size;
      const server = await startLoadServer({ latencyMs, places: PLACES, beyond: 'refuse' });
      await captionFolder(folder, { url: server.url, pictures: pictures(shared), samples });
      const { replies, refused } = await server.end();
      return { perSecond: replies.length / ((replies.at(-1) ?? 1) / 1000), refused: refused.length };
    },
    async bare({ size, shared }) {
      const server = await startLoadServer({ latencyMs: size.latencyMs, places: PLACES, beyond: 'refuse' });
      const picture = join(pictures(shared), jpegPath(0));
      const perSecond = await bareClient(server.url, picture, { atOnce: PLACES, count: size.bare });
      await server.end();
      return { perSecond };
    },
  },
  figures: [
    {
      name: 'ratio',
      title:
        'endpoint that sends 429 above 20 in flight, 2,400 samples, from the first request to the last reply',
      against: 'its best: a loop of `fetch` with 20 in flight that knows so from the start',
      unit: '×',
      better: 'higher',
      target: 0.85,
      aim: 0.95,
      of: ({ ours, bare }) => ours.perSecond / bare.perSecond,
    },
    {
      name: 'refused',
      title: 'the same: requests that were refused',
      against: '–',
      unit: '%',
      better: 'lower',
      of: ({ ours }) => (100 * ours.refused) / 2400,
    },
  ],
});
