import { homedir, hostname } from 'node:os';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { RunReport } from '../../core/run-report.ts';
import { withoutSecrets } from '../../core/without-secrets.ts';

/** Folders whose paths stand for something that may be said. */
export interface KnownPlaces {
  /** Absolute path of the folder that the project lies in. */
  readonly project: string;
  /** The project's folders of images, by name. */
  readonly roots: readonly { readonly name: string; readonly path: string }[];
}

/** The report as it may leave the computer: no absolute paths, user or host names, addresses or keys in any of its texts. */
export function publishable(report: RunReport, places: KnownPlaces): RunReport {
  const clean = placeRemover(places);
  // Every text is looked through, wherever it stands: a later part of the report cannot be forgotten here.
  return mapTexts(report as unknown as Json, clean) as unknown as RunReport;
}

/** Ways of the places that this computer itself gives away. */
interface Machine {
  readonly home: string;
  readonly host: string;
}

/** Takes places out of a text: known folders become their names, others only leave the last part of their path. */
export function placeRemover(
  { project, roots }: KnownPlaces,
  machine: Machine = { home: homedir(), host: hostname() },
): (text: string) => string {
  const known = [
    ...roots.map(({ name, path }) => ({ path, name: `<${name}>` })),
    { path: project, name: '<project>' },
    { path: machine.home, name: '<home>' },
  ]
    .filter(({ path }) => path.length > 1)
    // The innermost folder says the most.
    .sort((a, b) => b.path.length - a.path.length);
  return (text) => {
    let rest = withoutSecrets(text);
    for (const { path, name } of known) rest = replacePath(rest, path, name);
    rest = rest.replace(ADDRESS, '$1<address>').replace(UNC, '<path>$1').replace(WINDOWS, '<path>$1');
    rest = rest.replace(POSIX, '$1<path>$2');
    return machine.host.length < 4 || machine.host === 'localhost'
      ? rest
      : rest.replaceAll(machine.host, '<host>');
  };
}

/** Scheme kept, user, host and port taken. */
const ADDRESS = /\b((?:https?|wss?|ftp|file):\/\/)[^\s/"'<>)]{1,300}/gi;
/** `C:\a\b\c` and `C:/a/b/c` leave `\c` and `/c`. */
const WINDOWS = /\b[a-z]:(?:[\\/][^\\/\s"'<>|:*?]{0,255}){0,60}([\\/][^\\/\s"'<>|:*?]{0,255})/gi;
const UNC = /\\\\[^\\\s"'<>|]{1,255}(?:\\[^\\\s"'<>|]{0,255}){0,60}(\\[^\\\s"'<>|]{0,255})/g;
/** Two folders or more from the root; one alone may be a fraction or a word like "/no". */
const POSIX = /(^|[\s"'“‘(=,:[`])(?:\/[^\s/"'“”‘’<>`]{1,255}){1,60}(\/[^\s/"'“”‘’<>`]{0,255})/g;

/** Only whole parts of a path are it: `/data/cats` is not in `/data/cats2`. */
function replacePath(text: string, path: string, name: string): string {
  let from = 0;
  let out = '';
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, from)) {
    const end = at + path.length;
    const whole = !/[\w.-]/.test(text.charAt(end)) || path.endsWith('/') || path.endsWith('\\');
    out += text.slice(from, at) + (whole ? name : path);
    from = end;
  }
  return out + text.slice(from);
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, change)]));
}
