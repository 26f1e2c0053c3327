import { useScreen } from '../app/screen.ts';
import { clipText, copyClip, isEmptyClip } from '../flow/clip.ts';
import { currentFlow } from '../flow/flow-store.ts';
import { toast } from '../parts/Toast.tsx';
import { useProject } from '../rpc/project-state.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { pasteText } from './clipboard.ts';

const TEXTS = CANVAS_TEXTS.paste;
/** Larger files are no flows. Bytes; as core/flow-clip.ts has it in characters. */
const MOST_BYTES = 4_000_000;

/** The whole flow as text. */
function wholeFlow() {
  const { nodes, notes, frames } = currentFlow();
  return copyClip(
    currentFlow(),
    [...nodes, ...notes, ...frames].map(({ id }) => id),
  );
}

/** Writes the whole flow to the clipboard, to be pasted into a chat or another project. */
export async function copyFlow(): Promise<void> {
  await copyText(wholeFlow());
}

/** Writes what is chosen to the clipboard, from a menu; the keys do it by an event of the clipboard. */
export async function copyChosen(): Promise<boolean> {
  const clip = copyClip(currentFlow(), useScreen.getState().selection);
  return !isEmptyClip(clip) && (await copyText(clip));
}

async function copyText(clip: ReturnType<typeof wholeFlow>): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(clipText(clip));
    toast(TEXTS.copied(clip.nodes.length));
    return true;
  } catch {
    // A browser can forbid it, or the window has lost the focus.
    toast(TEXTS.notCopied, { remedy: TEXTS.notCopiedRemedy, tone: 'err' });
    return false;
  }
}

/** Puts what is on the clipboard in, from a menu. */
export async function pasteFromMenu(outside: boolean): Promise<void> {
  try {
    const text = await navigator.clipboard.readText();
    await pasteText(text, outside, TEXTS.broken);
  } catch {
    toast(TEXTS.notRead, { remedy: TEXTS.notReadRemedy, tone: 'err' });
  }
}

/** Saves the whole flow as a file that `Load a flow file` and `ekphrasis new --template` read. */
export function saveFlow(): void {
  const name = useProject.getState().project?.name ?? TEXTS.fileName;
  const url = URL.createObjectURL(new Blob([clipText(wholeFlow())], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/\.ekp$/, '').replace(/[^\p{L}\p{N} ._-]/gu, '-')}.flow.json`;
  link.click();
  // The download has begun by then; until it has, the address must stay.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Asks for a file and puts the flow in it beside what is there. */
export function loadFlow(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json,text/plain,.md';
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) void takeFlowFile(file);
  });
  input.click();
}

async function takeFlowFile(file: File): Promise<void> {
  const known = file.size <= MOST_BYTES && (await pasteText(await file.text(), false, TEXTS.brokenFile));
  if (!known) toast(TEXTS.noFlow, { remedy: TEXTS.noFlowRemedy, tone: 'err' });
}
