import type { CaptionerRef } from '../../core/captioner.ts';
import { goTo, useScreen } from '../app/screen.ts';
import { type CaptionerChoice, confirmChoice } from '../captioners/captioner-choice.ts';
import { native } from '../native/native-abilities.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';
import { TEXTS } from '../texts.ts';
import { offerTour } from '../tour/tour-state.ts';
import { type ProjectPlan, plannedFlow } from './project-plan.ts';
import { readFlowText } from './read-flow-text.ts';

/** Does what opens a project, then shows its flow; says what went wrong where it stays on the start screen. */
export async function enter(open: () => Promise<unknown>): Promise<boolean> {
  const { screen } = useScreen.getState();
  try {
    await open();
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
  // The project is shown before the answer is here: whoever has gone on to another screen by then stays there.
  if (useScreen.getState().screen === screen) goTo('flow');
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
  const made = await enter(() =>
    engine().project.create({ path: named, ...(template !== undefined && { template }) }),
  );
  if (made) await offerTour();
}

/** A project as it was planned: of a template or of a folder's images, with the captioners and files that were chosen so far. */
export async function createFromPlan(plan: ProjectPlan<CaptionerChoice>): Promise<boolean> {
  const made = await enter(async () => {
    const { folder, template } = plan;
    const captioners: Record<string, CaptionerRef> = {};
    // Servers that were found become endpoints first: the project then names them.
    for (const [node, choice] of Object.entries(plan.captioners))
      captioners[node] = await confirmChoice(choice);
    const [{ name, flow }, types] = await Promise.all([
      engine().project.draft({ ...(folder && { folder }), ...(template && { template: template.id }) }),
      engine().flow.nodeTypes(),
    ]);
    const catalog = new Map(types.map((type) => [type.type, type]));
    const planned = plannedFlow({ ...plan, captioners }, flow, catalog);
    await engine().project.createNamed({ name, flow: planned as never });
  });
  if (made) await offerTour();
  return made;
}

/** A project of a flow in a JSON file that was dropped; what is wrong with the file is said. */
export async function createFromFlowFile(file: File): Promise<boolean> {
  const read = await readFlowText(file);
  if ('message' in read) {
    toast(read.message, { tone: 'err', remedy: read.remedy });
    return false;
  }
  try {
    const name = file.name.replace(/\.json$/i, '');
    await engine().project.createNamed({ name, flow: read.flow as never });
  } catch (thrown) {
    const { code, message, remedy } = errorRecord(thrown);
    const { brokenFlow, brokenFlowRemedy } = START_TEXTS.drop;
    // What the flow's schema refuses is said in the schema's words, which help nobody who has dropped a file.
    if (code === 'USAGE') toast(brokenFlow, { tone: 'err', remedy: brokenFlowRemedy });
    else toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  }
  return enter(() => Promise.resolve());
}

/** Takes a project from the list; its file stays. */
export async function forgetProject(path: string): Promise<void> {
  try {
    const left = await engine().project.forget({ path });
    queryClient.setQueryData(api.project.recent.queryOptions().queryKey, left);
    toast(START_TEXTS.recent.forgotten);
  } catch (thrown) {
    toast(errorRecord(thrown).message, { tone: 'err' });
  }
}

/** Puts a project's path into the clipboard. */
export function copyPath(path: string): void {
  void navigator.clipboard.writeText(path).then(
    () => toast(TEXTS.topBar.pathCopied),
    (thrown: unknown) => toast(errorRecord(thrown).message, { tone: 'err' }),
  );
}
