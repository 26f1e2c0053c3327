import type { CaptionerRef } from '../../core/captioner.ts';
import { goTo } from '../app/screen.ts';
import { captionerEdits, captionerNodes } from '../captioners/captioner-edits.ts';
import { native } from '../native/native-abilities.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';

/** Does what opens a project, then shows its flow; says what went wrong where it stays on the start screen. */
export async function enter(open: () => Promise<unknown>): Promise<boolean> {
  try {
    await open();
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
  goTo('flow');
  void queryClient.invalidateQueries({ queryKey: api.project.recent.key() });
  return true;
}

export function openPath(path: string): Promise<boolean> {
  return enter(() => engine().project.open({ path }));
}

export function openSample(): Promise<boolean> {
  return enter(() => engine().project.openSample());
}

/** Asks for a project file and opens it. */
export async function pickProject(): Promise<void> {
  const path = await native().pickFile(['ekp']);
  if (path !== undefined) await openPath(path);
}

/** Asks where the new project is to lie and creates it, empty or from a template. */
export async function createProject(template?: string): Promise<void> {
  const path = await native().pickSaveFile('Untitled.ekp');
  if (path === undefined) return;
  const named = path.toLowerCase().endsWith('.ekp') ? path : `${path}.ekp`;
  await enter(() => engine().project.create({ path: named, ...(template !== undefined && { template }) }));
}

/** A project of a folder's images, with the captioner that was chosen, or none yet. */
export function createFromFolder(
  folder: string,
  template: string | undefined,
  captioner: CaptionerRef | undefined,
): Promise<boolean> {
  return enter(async () => {
    await engine().project.createFromFolder({ folder, ...(template !== undefined && { template }) });
    if (captioner !== undefined) await writeCaptioner(captioner);
  });
}

/** Gives the flow's first captioner its captioner, as an edit that can be undone. */
async function writeCaptioner(captioner: CaptionerRef): Promise<void> {
  const [{ flow }, types] = await Promise.all([engine().flow.get(), engine().flow.nodeTypes()]);
  const catalog = new Map(types.map((type) => [type.type, type]));
  const node = captionerNodes(flow, catalog)[0];
  if (node === undefined) return;
  const edits = captionerEdits(flow, catalog, node.id, captioner);
  if (edits.length > 0)
    await engine().flow.edit({ edits: [...edits] as never, label: TEXTS.form.chooseCaptioner });
}
