import { create } from 'zustand';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { START_TEXTS } from '../texts/start.ts';

/** Whether the dialog is open that keeps the present flow as a template. */
export const useSaveTemplate = create<{ readonly open: boolean }>(() => ({ open: false }));

/** Asks for a title and keeps the present flow as a template of the user's. */
export function openSaveTemplate(): void {
  useSaveTemplate.setState({ open: true });
}

/** Keeps the present flow as a template of the user's. Throws what the engine refuses. */
export async function saveTemplate(title: string, summary: string): Promise<void> {
  await engine().project.saveTemplate({ title, summary });
  await queryClient.invalidateQueries({ queryKey: api.project.templates.key() });
  toast(START_TEXTS.saveTemplate.saved(title));
}

/** Removes a template of the user's. */
export async function removeTemplate(id: string): Promise<void> {
  try {
    await engine().project.removeTemplate({ id });
  } catch (thrown) {
    toast(errorRecord(thrown).message, { tone: 'err' });
  }
  await queryClient.invalidateQueries({ queryKey: api.project.templates.key() });
}
