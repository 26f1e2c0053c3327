import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawChaosPictures } from './chaos-pictures.ts';
import { killedRuns, type Round, undisturbedRun } from './chaos-round.ts';

/** Kills of one project before it is let run to its end. */
const KILLS_A_ROUND = 10;

export interface ChaosReport {
  readonly kills: number;
  readonly repeated: number;
  /** Calls that were under way at the kills, which bounds what may be repeated. */
  readonly underWay: number;
  readonly rounds: readonly Round[];
  readonly violations: readonly string[];
}

/** Kills the engine so many times with `kill -9`, ten times a project, and compares each project with an undisturbed run [RUN5]. */
export async function chaos(kills: number, seed: number): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-chaos-'));
  try {
    const pictures = join(folder, 'pictures');
    await drawChaosPictures(pictures);
    // Beside the first round: both wait most of the time.
    const reference = undisturbedRun(join(folder, 'undisturbed'), pictures);
    const rounds: Round[] = [];
    for (let left = kills; left > 0; left -= KILLS_A_ROUND) {
      const place = join(folder, `round-${rounds.length}`);
      const options = { kills: Math.min(left, KILLS_A_ROUND), seed: seed + rounds.length, reference };
      const [round] = await Promise.all([killedRuns(place, pictures, options), reference]);
      rounds.push(round);
    }
    const sum = (count: (round: Round) => number) => rounds.reduce((total, round) => total + count(round), 0);
    return {
      kills: sum((round) => round.kills.length),
      repeated: sum(({ repeated }) => repeated),
      underWay: sum((round) => round.kills.at(-1)?.underWay ?? 0),
      rounds,
      violations: rounds.flatMap((round) => round.violations.map((what) => `Seed ${round.seed}: ${what}`)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
