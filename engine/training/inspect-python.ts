import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { TrainerBuild, TrainerDevice } from '../../core/training/trainer-environment.ts';
import type { Gpu } from './detect-gpus.ts';

const run = promisify(execFile);

/** Packages whose versions are told, and without which nothing runs. */
const NEEDED = ['torch', 'transformers', 'accelerate', 'peft', 'safetensors', 'tokenizers', 'pillow'];
/** Told where they are there. */
const WELCOME = ['deepspeed', 'onnx', 'onnxruntime', 'tensorboard', 'bitsandbytes', 'flash-attn'];

/** Reads versions without importing torch, which takes seconds; the CUDA version stands in a file of torch's own. */
const SCRIPT = `
import importlib.metadata as m, importlib.util as u, json, pathlib, re, sys
found = {}
for name in ${JSON.stringify([...NEEDED, ...WELCOME])}:
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
spec = u.find_spec('torch')
cuda = None
if spec and spec.origin:
    text = (pathlib.Path(spec.origin).parent / 'version.py').read_text()
    hit = re.search(r"^cuda[^=\\n]*=\\s*'([^']+)'", text, re.M)
    cuda = hit.group(1) if hit else None
print(json.dumps({'python': '.'.join(map(str, sys.version_info[:3])), 'versions': found, 'cuda': cuda}))
`;

const answer = z.object({
  python: z.string(),
  versions: z.record(z.string(), z.string()),
  cuda: z.string().nullable(),
});

/** What an interpreter has, or why it will not do. */
export type PythonFindings =
  | {
      readonly ok: true;
      readonly versions: Readonly<Record<string, string>>;
      readonly build: TrainerBuild;
      readonly devices: readonly TrainerDevice[];
    }
  | { readonly ok: false; readonly message: string; readonly log: readonly string[] };

/** Looks at an interpreter and its packages; runs nothing of theirs. */
export async function inspectPython(python: string, gpus: readonly Gpu[]): Promise<PythonFindings> {
  let text: string;
  try {
    text = (await run(python, ['-I', '-c', SCRIPT], { timeout: 60_000, windowsHide: true })).stdout;
  } catch (thrown) {
    const { stderr } = thrown as { readonly stderr?: string };
    const log = (stderr || String(thrown)).trim().split('\n').slice(-20);
    return { ok: false, message: `“${python}” cannot be started as Python.`, log };
  }
  const { python: version, versions, cuda } = answer.parse(JSON.parse(text));
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 11))
    return { ok: false, message: `“${python}” is Python ${version}; 3.11 is needed.`, log: [] };
  const missing = NEEDED.filter((name) => !(name in versions));
  if (missing.length > 0) return { ok: false, message: `“${python}” lacks ${missing.join(', ')}.`, log: [] };
  return {
    ok: true,
    versions: { python: version, ...versions, ...(cuda && { cuda }) },
    build: cuda === null ? 'cpu' : 'cuda',
    devices: devicesOf(cuda === null ? [] : gpus),
  };
}

/** As torch would see them, the one it takes by itself first. */
function devicesOf(gpus: readonly Gpu[]): readonly TrainerDevice[] {
  const cpu = { kind: 'cpu', name: 'CPU', memoryBytes: totalmem() } as const;
  const isApple = process.platform === 'darwin' && process.arch === 'arm64';
  return [
    ...gpus.map((gpu) => ({ kind: 'cuda', ...gpu }) as const),
    ...(isApple ? [{ kind: 'mps', name: 'Apple GPU', memoryBytes: totalmem() } as const] : []),
    cpu,
  ];
}
