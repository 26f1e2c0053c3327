import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import sharp from 'sharp';

/** Threads begin with a copy of what their process has noted down under this. */
const DONE = 'ekphrasis: decoders are limited';

/*
 * Only the decoders that are asked for: pictures come from strangers, and SVG, PDF or camera raw are whole languages. What is blocked is blocked for the whole process, and between
 * blocking all and letting some in again nothing can be decoded: a thread that did so while another one works would make good pictures look damaged. So it is done once,
 * before there is any thread.
 */
if (getEnvironmentData(DONE) !== true) {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].flatMap((format) => [
      `VipsForeignLoad${format}Buffer`,
      `VipsForeignLoad${format}File`,
    ]),
  });
  setEnvironmentData(DONE, true);
}
