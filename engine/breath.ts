/** Longest stretch of work before others get their turn, milliseconds: half a frame, so that nothing is felt. */
const LONGEST_WORK_MS = 8;

/**
 * Gives timers, sockets and the disk their turn when work has gone on for a while; undefined, and so nearly free, when it has not.
 * Promises alone never do: a chain of them that is always ready starves everything else. Many may share one breath.
 */
export type Breath = () => Promise<void> | undefined;

export function createBreath(): Breath {
  let since = performance.now();
  let pause: Promise<void> | undefined;
  return () => {
    if (pause === undefined && performance.now() - since > LONGEST_WORK_MS)
      pause = new Promise((resolve) => {
        setImmediate(() => {
          since = performance.now();
          pause = undefined;
          resolve();
        });
      });
    return pause;
  };
}
