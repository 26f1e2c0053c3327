import type { RunProgress } from '../../core/run.ts';
import { steadyNow } from '../steady-clock.ts';
import { progressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

const REDRAW_MS = 100;
const LINE_MS = 5000;

/** The moving line of a run on `err`, with room for lines above it. */
export interface ProgressDisplay {
  update(run: RunProgress): void;
  /** A line that stays. */
  say(line: string): void;
  /** Takes the moving line away. */
  end(): void;
}

/** On a live terminal one line is redrawn; elsewhere a line is written every five seconds. */
export function showProgress(terminal: Terminal, now: () => number = steadyNow): ProgressDisplay {
  const interval = terminal.isLive ? REDRAW_MS : LINE_MS;
  let last = terminal.isLive ? 0 : now();
  let standing = '';
  const clear = () => {
    if (standing !== '') terminal.err('\r\u001b[2K');
  };
  return {
    update(run) {
      if (now() - last < interval) return;
      last = now();
      const line = progressLine(run, Math.max(20, terminal.columns() - 1));
      if (!terminal.isLive) return terminal.err(`${line}\n`);
      clear();
      standing = line;
      terminal.err(line);
    },
    say(line) {
      clear();
      terminal.err(`${line}\n`);
      if (standing !== '') terminal.err(standing);
    },
    end() {
      clear();
      standing = '';
    },
  };
}
