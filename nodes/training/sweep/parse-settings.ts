import type { z } from 'zod';
import type { ParamMeta } from '../../../core/define-node.ts';
import type { SweptValue } from '../../../core/training/sweep.ts';

/** A fault of one line, for the end of a sentence about it. */
export interface LineFault {
  readonly line: number;
  readonly fault: string;
}

/** Settings that can be given, by name, with what each takes. */
export type Settings = Readonly<Record<string, z.ZodType>>;

/** What is not a setting of a run: names, folders, and what is only said once for all of them. */
const NEVER: ReadonlySet<string> = new Set(['name', 'base', 'device', 'devices', 'exportOnnx']);

/** The settings of a recipe's form: those of its parameters that a run can have of its own. */
export function settingsOf(form: z.ZodObject): Settings {
  return Object.fromEntries(Object.entries(form.shape).filter(([name]) => !NEVER.has(name))) as Settings;
}

/** Whether a setting changes what comes out; runs that differ in others alone would be one and the same. */
export function affectsResult(setting: z.ZodType): boolean {
  return (setting.meta() as ParamMeta | undefined)?.affectsResult !== false;
}

/** One value as it is written: `1e-4`, `true`, `cosine`. The fault is for the end of a sentence. */
export function parseValue(
  name: string,
  text: string,
  settings: Settings,
): { readonly value: SweptValue } | { readonly fault: string } {
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (setting === undefined) return { fault: `there is no setting “${name}”${meant(name, settings)}` };
  if (text === '') return { fault: `“${name}” has an empty value` };
  const parsed = setting.safeParse(plain(text));
  if (parsed.success) return { value: parsed.data as SweptValue };
  return {
    fault: `“${name}” does not take “${text}”: ${parsed.error.issues[0]?.message ?? 'it is not valid'}`,
  };
}

/** Lines of `name: value`, one setting each, that hold for all runs. */
export function parseFixed(
  lines: readonly string[],
  settings: Settings,
): { readonly fixed: Readonly<Record<string, SweptValue>>; readonly faults: readonly LineFault[] } {
  const fixed: Record<string, SweptValue> = {};
  const faults: LineFault[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const fault = (what: string) => void faults.push({ line: index + 1, fault: what });
    const split = splitOnce(text, ':');
    if (split === undefined) {
      fault('it has no colon between name and value');
      continue;
    }
    const [name, value] = split;
    if (Object.hasOwn(fixed, name)) {
      fault(`“${name}” stands there twice`);
      continue;
    }
    const parsed = parseValue(name, value, settings);
    if ('fault' in parsed) fault(parsed.fault);
    else fixed[name] = parsed.value;
  }
  return { fixed, faults };
}

/** The parts around the first mark, without white space around them. */
export function splitOnce(text: string, mark: string): readonly [string, string] | undefined {
  const at = text.indexOf(mark);
  return at < 0 ? undefined : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function plain(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** The name that was probably meant: the same but for case, or with a beginning of three letters in common. */
function meant(name: string, settings: Settings): string {
  const names = Object.keys(settings);
  const low = name.toLowerCase();
  const like =
    names.find((one) => one.toLowerCase() === low) ??
    names.find((one) => low.length >= 3 && one.toLowerCase().startsWith(low.slice(0, 3)));
  return like === undefined ? '' : `; “${like}” is one`;
}
