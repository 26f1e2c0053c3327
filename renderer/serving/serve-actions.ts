import type { ServerSettings } from '../../core/serving/managed-server.ts';
import { announce } from '../app/announcer.ts';
import { native } from '../native/native-abilities.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { SERVING_TEXTS } from '../texts/serving.ts';

const { said } = SERVING_TEXTS;

/** A model of the open project by its digest, or any folder. */
export type ServedModel = { readonly digest: string } | { readonly folder: string };

/** Serves a model; false where it was refused, which is then said. */
export function serveModel(model: ServedModel, title?: string): Promise<boolean> {
  return act(
    () => engine().serving.serve({ model, ...(title !== undefined && { title }) }),
    (server) => said.serving(server.title),
  );
}

/** Lets a person choose the folder of a model, and serves it. */
export async function serveFolder(): Promise<boolean> {
  const folder = await native().pickFolder();
  return folder !== undefined && serveModel({ folder });
}

export const startServer = (name: string) =>
  act(
    () => engine().serving.start({ name }),
    () => said.starting,
  );
export const stopServer = (name: string) =>
  act(
    () => engine().serving.stop({ name }),
    () => said.stopping,
  );
export const removeServer = (name: string) =>
  act(
    () => engine().serving.remove({ name }),
    () => said.removed,
  );
export const changeServer = (name: string, settings: Partial<ServerSettings>) =>
  act(
    () => engine().serving.change({ name, settings }),
    () => said.changed,
  );
export const setUpServing = () =>
  act(
    () => engine().serving.environment.setUp(),
    () => said.settingUp,
  );
export const cancelServingSetUp = () =>
  act(
    () => engine().serving.environment.cancel(),
    () => said.changed,
  );

/** What was done is told to readers: the screen shows it. Endpoints come and go with servers. */
async function act<T>(call: () => Promise<T>, done: (value: T) => string): Promise<boolean> {
  try {
    announce(done(await call()));
    return true;
  } catch (thrown) {
    const { message, remedy } = errorRecord(thrown);
    toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
    return false;
  } finally {
    await queryClient.invalidateQueries({ queryKey: api.captioner.endpoints.key() });
  }
}
