const PAUSE_MS = 10_000;
const ENOUGH = 16;

/** Replies a second between the first reply and the last; pauses of more than ten seconds do not count. */
export function measureSpeed(now: () => number = () => performance.now()) {
  let replies = 0;
  let busyMs = 0;
  let last: number | undefined;
  return {
    count: () => {
      const time = now();
      if (last !== undefined && time - last < PAUSE_MS) {
        replies += 1;
        busyMs += time - last;
      }
      last = time;
    },
    imagesPerSecond: () => (replies < ENOUGH || busyMs === 0 ? undefined : (replies * 1000) / busyMs),
  };
}
