/**
 * @typedef {{ dependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} LockedPackage
 */

/**
 * What a packed app needs of node_modules: the packages that are not bundled and all that they depend on, as places in the
 * lock file (`node_modules/a`, `node_modules/a/node_modules/b`). Found as Node finds them: the nearest copy up the tree.
 *
 * @param {Readonly<Record<string, LockedPackage>>} packages of package-lock.json
 * @param {readonly string[]} names to begin with, at the top
 * @param {{ leaveOut: readonly string[] }} options `leaveOut`: packages that are declared but not needed at run time
 * @returns {string[]} sorted
 * @throws {Error} when a package that is needed is not in the lock file
 */
export function runtimePackages(packages, names, { leaveOut }) {
  /** @type {Set<string>} */
  const found = new Set();
  const queue = names.map((name) => ({ name, from: '', optional: false }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { name, from, optional } = next;
    if (leaveOut.includes(name)) continue;
    const place = nearest(packages, name, from);
    if (place === undefined) {
      if (optional) continue;
      throw new Error(`package-lock.json lacks ${name}, which ${from || 'the app'} needs.`);
    }
    if (found.has(place)) continue;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {} } = packages[place] ?? {};
    queue.push(
      ...Object.keys(dependencies).map((each) => ({
        name: each,
        from: place,
        optional: each in optionalDependencies,
      })),
    );
    queue.push(
      ...Object.keys(optionalDependencies).map((each) => ({ name: each, from: place, optional: true })),
    );
  }
  return [...found].sort();
}

/**
 * @param {Readonly<Record<string, LockedPackage>>} packages
 * @param {string} name
 * @param {string} from place of the package that asks; '' is the root
 * @returns {string | undefined}
 */
function nearest(packages, name, from) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (place === '') return undefined;
  }
}
