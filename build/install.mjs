import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, findRuntime, majorOf, nodeModules, RUNTIME_MAJOR, root } from './paths.mjs';
import { childEnvironment, runCommand } from './run-command.mjs';
import { note, StepFailed, step } from './steps.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} LockFile
 */

/** Nothing in the installation may reach for the CUDA libraries unless they are asked for below. */
const WITHOUT_CUDA = { ONNXRUNTIME_NODE_INSTALL: 'skip', ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' };

/**
 * Makes `node_modules` agree with the lock file, fetches Node 24 and, where a CUDA GPU is, the libraries for it.
 * Quick when nothing is to do (about 10 ms).
 *
 * @returns {Promise<string>} the path of the Node that runs the sources
 * @throws {StepFailed} when npm could not install
 */
export async function ensureInstalled() {
  const lock = await readLock(path.join(root, 'package-lock.json'));
  if (lock === undefined)
    throw new StepFailed('package-lock.json is missing. Restore it from the repository.');
  const installed = await readLock(path.join(nodeModules, '.package-lock.json'));
  if (!matchesLock(lock, installed)) await installPackages();
  if (findRuntime() === undefined) await step(`Fetching Node ${RUNTIME_MAJOR}`, fetchRuntime);
  const runtime = findRuntime();
  if (runtime === undefined) {
    throw new StepFailed(
      `Node ${RUNTIME_MAJOR} could not be fetched. Install Node ${RUNTIME_MAJOR} yourself and try again.`,
    );
  }
  await ensureCuda(runtime);
  return runtime;
}

/**
 * Whether npm's own record of what it installed agrees with the lock file. Better than a stamp of ours: it also knows about
 * a plain `npm ci`, and about an `npm install` of something else. npm writes the record last, so a broken-off installation
 * has none. Packages for other platforms may be missing.
 *
 * @param {LockFile} lock
 * @param {LockFile | undefined} installed
 */
export function matchesLock(lock, installed) {
  const present = installed?.packages;
  if (present === undefined) return false;
  const wanted = Object.entries(lock.packages ?? {}).filter(([location]) => location !== '');
  const known = new Set(wanted.map(([location]) => location));
  if (Object.keys(present).some((location) => !known.has(location))) return false;
  return wanted.every(([location, entry]) => {
    const found = present[location];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * CUDA libraries exist for 64-bit Linux only, and help only where the driver lists a GPU.
 *
 * @param {{ platform: string, arch: string, gpuList: { code: number, output: string } }} machine `gpuList`: of `nvidia-smi -L`
 */
export function wantsCuda({ platform, arch, gpuList }) {
  return platform === 'linux' && arch === 'x64' && gpuList.code === 0 && /^GPU \d+:/m.test(gpuList.output);
}

/**
 * What npm printed, without its remarks on engines: they concern the system's Node, which runs nothing but the installation.
 *
 * @param {string} output
 */
export function withoutEngineNoise(output) {
  return output
    .split('\n')
    .filter((line) => !/^npm (warn|WARN) EBADENGINE/.test(line))
    .join('\n');
}

/**
 * How to start npm without a shell where possible: npm says where it lies when it runs us. The Node beside npm is used, because
 * the one in `node_modules` is about to be deleted.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {{ file: string, args: string[], shell: boolean }}
 */
export function npmCommand(env, platform) {
  const script = env.npm_execpath;
  const node = env.npm_node_execpath;
  if (
    script !== undefined &&
    /npm-cli\.c?js$/.test(script) &&
    node !== undefined &&
    !node.startsWith(nodeModules)
  ) {
    return { file: node, args: [script], shell: false };
  }
  return platform === 'win32'
    ? { file: 'npm.cmd', args: [], shell: true }
    : { file: 'npm', args: [], shell: false };
}

/** @param {string} file @returns {Promise<LockFile | undefined>} */
async function readLock(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // A damaged record of the installation counts as none; a damaged lock file is reported by npm itself.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

async function installPackages() {
  // Windows keeps a running program from being deleted, and `npm ci` deletes it.
  if (process.platform === 'win32' && process.execPath.startsWith(nodeModules)) {
    throw new StepFailed('The dependencies have changed. Run "npm ci", then this command again.');
  }
  await step('Installing packages (about a minute, 1.2 GB)', async () => {
    // Which scripts may run is decided here: npm 10 does not know `allowScripts`.
    const result = await npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional']);
    if (result.code === 0) return;
    const advice =
      'Look at the messages above; when they speak of the network, connect and run this command again.';
    throw new StepFailed(`The packages could not be installed. ${advice}`, result.output);
  });
}

async function fetchRuntime() {
  const result = await npm(['rebuild', 'node', '--ignore-scripts=false']);
  // On Windows the script renames the program in its package.json; linking again makes `node` in npm scripts find it.
  if (process.platform === 'win32' && result.code === 0) await npm(['rebuild', 'node', '--ignore-scripts']);
  if (findRuntime() !== undefined) return;
  const advice = `Connect to the network and try again, or install Node ${RUNTIME_MAJOR} or newer yourself.`;
  throw new StepFailed(`Node ${RUNTIME_MAJOR} could not be fetched. ${advice}`, result.output);
}

/** @param {string[]} args */
async function npm(args) {
  const { file, args: first, shell } = npmCommand(process.env, process.platform);
  // A path, a global prefix or a production mode meant for something else must not steer this installation.
  const env = childEnvironment({ ...WITHOUT_CUDA, NODE_ENV: undefined });
  const quiet = ['--no-audit', '--no-fund', '--no-progress'];
  const result = await runCommand(file, [...first, ...args, ...quiet], { env, shell });
  return { ...result, output: withoutEngineNoise(result.output) };
}

/**
 * One attempt per installation: without the libraries everything works, on the CPU.
 *
 * @param {string} runtime
 */
async function ensureCuda(runtime) {
  const folder = path.join(nodeModules, 'onnxruntime-node');
  const library = path.join(folder, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so');
  const tried = path.join(cacheFolder, 'cuda-tried');
  if (process.platform !== 'linux' || process.arch !== 'x64' || existsSync(library) || existsSync(tried))
    return;
  const gpuList = await runCommand('nvidia-smi', ['-L'], { timeoutMs: 20_000 });
  if (!wantsCuda({ platform: process.platform, arch: process.arch, gpuList })) return;
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(tried, '');
  const result = await step('Fetching the CUDA libraries of ONNX Runtime', () =>
    runCommand(runtime, ['script/install'], {
      cwd: folder,
      env: childEnvironment({ ONNXRUNTIME_NODE_INSTALL: 'cuda12', ONNXRUNTIME_NODE_INSTALL_CUDA: undefined }),
      timeoutMs: 600_000,
    }),
  );
  if (result.code !== 0) note('They could not be fetched; local models will run on the CPU.');
}

/**
 * Stops with a plain sentence on a Node that is too old for the scripts here.
 *
 * @param {string} version of the running Node
 */
export function checkNode(version) {
  if (majorOf(version) >= 20) return;
  throw new StepFailed(
    `Ekphrasis needs Node 20 or newer; this is ${version}. Get one from https://nodejs.org and try again.`,
  );
}
