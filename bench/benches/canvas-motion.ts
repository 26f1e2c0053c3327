import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inBrowser, type Watched } from '../canvas/browser.ts';
import { buildPeer } from '../canvas/build-peer.ts';
import { noInterface, readyInterface } from '../canvas/built-interface.ts';
import { CHAIN_SIZE } from '../canvas/large-flow.ts';
import { type Motion, measureMotion } from '../canvas/measure-motion.ts';
import { openEditor, openPeer, serveFolder } from '../canvas/open-canvas.ts';
import { type Stage, stages } from '../canvas/stages.ts';
import { startFlowServer } from '../canvas/start-flow-server.ts';
import { defineBench, type Figure } from '../define-bench.ts';

const STAGES = ['all', 'near', 'levels'] as const;
type StageName = (typeof STAGES)[number];
const SAID: Readonly<Record<StageName, string>> = {
  all: 'all nodes in view, moved about',
  near: 'some 60 full cards in view, moved about',
  levels: 'zoomed from 80 % to 15 % and back',
};

type Motions = Readonly<Record<`${StageName}${'Fps' | 'MedianMs' | 'P95Ms' | 'BusyMs'}`, number>>;
type Parts = {
  readonly bare: Motions;
  readonly editor: Motions;
  readonly standing: Motions;
  readonly running: Motions;
};

/** How the editor's canvas moves, beside bare React Flow with the same graph and under the same hand, in the same headless Chromium. */
export const bench = defineBench({
  name: 'canvas-motion',
  title: 'A flow of 1,000 nodes and 1,500 wires under the hand',
  sizes: {
    full: { chains: 100, seconds: 4, moving: 200 },
    quick: { chains: 2, seconds: 0.4, moving: 4 },
  },
  // A round starts four browsers, and moves for 48 seconds.
  rounds: 3,
  unavailable: ({ quick }) => noInterface(quick),
  prepare: async ({ quick, shared }) => {
    await readyInterface(quick);
    await buildPeer(join(shared, 'peer'));
  },
  parts: {
    bare: async ({ size, shared }) => {
      const peer = await serveFolder(join(shared, 'peer'));
      const open = (watched: Watched, { view }: Stage) =>
        openPeer(watched.page, peer.address, size.chains, view);
      return measureStages(size, open).finally(peer.close);
    },
    editor: ({ size, folder }) => measureEditor(size, join(folder, 'editor')),
    standing: ({ size, folder }) => measureEditor(size, join(folder, 'standing'), 'stand'),
    running: ({ size, folder }) => measureEditor(size, join(folder, 'running'), 'move'),
  },
  figures: [
    ...STAGES.map((stage) => ratio(stage, 'editor', 'bare', 0.9)),
    ...STAGES.map((stage) => ratio(stage, 'running', 'standing', 0.85)),
    ...STAGES.flatMap((stage) => [
      told(stage, 'Fps', '/s', 'higher', 'frames a second'),
      told(stage, 'P95Ms', 'ms', 'lower', '95th percentile of the time between two frames'),
      told(stage, 'BusyMs', 'ms', 'lower', 'time of the main thread a frame'),
    ]),
  ],
});

interface Size {
  readonly chains: number;
  readonly seconds: number;
  /** Nodes under way in a run. */
  readonly moving: number;
}

async function measureEditor(size: Size, folder: string, counts?: 'move' | 'stand'): Promise<Motions> {
  mkdirSync(folder);
  const server = await startFlowServer({ chains: size.chains, folder });
  try {
    if (counts) server.publish(size.moving, counts);
    return await measureStages(size, (watched, { view }) => openEditor(watched.page, server, view));
  } finally {
    await server.close();
  }
}

function measureStages(
  { chains, seconds }: Size,
  open: (watched: Watched, stage: Stage) => Promise<void>,
): Promise<Motions> {
  return inBrowser(async (watched) => {
    const measured: [StageName, Motion][] = [];
    for (const name of STAGES) {
      const stage = stages(chains)[name];
      await open(watched, stage);
      measured.push([name, await measureMotion(watched, stage.gesture, seconds)]);
    }
    return Object.fromEntries(
      measured.flatMap(([name, motion]) => [
        [`${name}Fps`, motion.framesPerSecond],
        [`${name}MedianMs`, motion.medianMs],
        [`${name}P95Ms`, motion.p95Ms],
        [`${name}BusyMs`, motion.busyMs],
      ]),
    ) as Motions;
  });
}

function ratio(
  stage: StageName,
  ours: 'editor' | 'running',
  against: 'bare' | 'standing',
  target: number,
): Figure<Parts> {
  const { nodes, wires } = CHAIN_SIZE;
  const graph = `${(100 * nodes).toLocaleString('en-US')} nodes, ${(100 * wires).toLocaleString('en-US')} wires`;
  return {
    name: `${stage}-${ours}`,
    title:
      ours === 'editor'
        ? `${graph}, ${SAID[stage]}: frame rate`
        : `the same while a run moves the counts of 200 nodes ten times a second, ${SAID[stage]}`,
    against:
      ours === 'editor'
        ? 'bare React Flow, default nodes, same graph and gesture'
        : 'the same run whose counts stand still',
    unit: '×',
    better: 'higher',
    target,
    of: (parts) => parts[ours][`${stage}Fps`] / parts[against][`${stage}Fps`],
  };
}

function told(
  stage: StageName,
  what: 'Fps' | 'P95Ms' | 'BusyMs',
  unit: string,
  better: Figure<Parts>['better'],
  title: string,
): Figure<Parts> {
  return {
    name: `${stage}-${what.toLowerCase()}`,
    title: `${SAID[stage]}: ${title}`,
    against: '–',
    unit,
    better,
    of: ({ editor }) => editor[`${stage}${what}`],
  };
}
