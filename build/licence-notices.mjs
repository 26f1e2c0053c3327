import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The packages that files belong to: the innermost one of each path.
 *
 * @param {Iterable<string>} files with forward slashes
 * @returns {string[]} places such as `node_modules/zod`, sorted, each once
 */
export function packagesOf(files) {
  /** @type {Set<string>} */
  const places = new Set();
  for (const file of files) {
    const place = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
    if (place !== undefined) places.add(place);
  }
  return [...places].sort();
}

/**
 * What has to be passed on with copies of these packages: name, version, licence and the licence's text.
 *
 * @param {string} root
 * @param {readonly string[]} places relative to `root`
 * @returns {string}
 */
export function licenceNotices(root, places) {
  return places
    .map((place) => {
      const folder = path.join(root, place);
      /** @type {{ name: string, version: string, license?: string }} */
      const {
        name,
        version,
        license = 'see below',
      } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const texts = readdirSync(folder)
        .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
        .sort()
        .map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
      return [`${name} ${version}, ${license}`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}
