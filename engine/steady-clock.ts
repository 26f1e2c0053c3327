/**
 * Whole milliseconds since 1970 that never run backwards: while the system's clock is set back, time goes on by the monotonic one. Rates, waits, and the order of what was noted
 * down rest on it. A clock that is set forward is followed, and so is the time for which the computer slept.
 */
export function steadyClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): () => number {
  let lastWall = wall();
  let lastMonotonic = monotonic();
  let now = lastWall;
  return () => {
    const wallNow = wall();
    const monotonicNow = monotonic();
    now += wallNow < lastWall ? monotonicNow - lastMonotonic : wallNow - lastWall;
    lastWall = wallNow;
    lastMonotonic = monotonicNow;
    return Math.floor(now);
  };
}

/** The one clock of this process. */
export const steadyNow = steadyClock();
