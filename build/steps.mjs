/** A step that did not succeed; what its commands printed is in `output`. */
export class StepFailed extends Error {
  /**
   * @param {string} message what is so and what to do
   * @param {string} [output]
   */
  constructor(message, output = '') {
    super(message);
    this.name = 'StepFailed';
    this.output = output;
  }
}

/**
 * Runs one step of set-up and says so in one line with its seconds. On a terminal the line stands there while the step works.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} action
 * @returns {Promise<T>}
 */
export async function step(title, action) {
  const live = process.stderr.isTTY === true;
  const started = performance.now();
  const seconds = () => formatSeconds(performance.now() - started);
  const draw = () => process.stderr.write(`\r\u001b[2K  … ${title}  ${seconds()}`);
  const timer = live ? setInterval(draw, 1000) : undefined;
  if (live) draw();
  const end = (/** @type {string} */ mark) => {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\u001b[2K' : ''}  ${mark} ${title}  ${seconds()}\n`);
  };
  try {
    const value = await action();
    end('✓');
    return value;
  } catch (error) {
    end('✗');
    throw error;
  }
}

/**
 * @param {number} milliseconds
 * @returns {string} `0.4 s`, `12 s` or `2 min 5 s`
 */
export function formatSeconds(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * A remark under a step.
 *
 * @param {string} text
 */
export function note(text) {
  process.stderr.write(`    ${text}\n`);
}

/**
 * Says why an entry gives up: the sentence first, then what the commands printed.
 *
 * @param {unknown} error
 */
export function reportFailure(error) {
  if (!(error instanceof StepFailed)) throw error;
  if (error.output !== '') process.stderr.write(`\n${error.output.trimEnd()}\n`);
  process.stderr.write(`\n${error.message}\n`);
}
