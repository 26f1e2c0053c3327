import type { CaptionProvenance } from '../../core/contract/image.ts';
import type { CaptionId } from '../../core/ids.ts';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';

const TEXTS = GALLERY_TEXTS.image;

/** Says what went wrong with something that has no place of its own. */
export function sayFailure(thrown: unknown): void {
  const { message, remedy } = errorRecord(thrown);
  toast(message, { tone: 'err', ...(remedy !== undefined && { remedy }) });
}

/** Stores a person's text as a child of the caption. False where it was refused; what was typed is then still in the box. */
export async function saveCaption(caption: CaptionProvenance, text: string): Promise<boolean> {
  if (text.trim() === '') return false;
  try {
    await engine().image.editCaption({ id: caption.id, text });
  } catch (thrown) {
    sayFailure(thrown);
    return false;
  }
  await refresh();
  toast(TEXTS.captionSaved, {
    action: { label: TEXTS.undoEdit, onPress: () => void restoreCaption(caption.id) },
  });
  return true;
}

/** Makes an earlier text of the chain the head again. */
export async function restoreCaption(id: CaptionId): Promise<void> {
  try {
    await engine().image.restoreCaption({ id });
    toast(TEXTS.restored);
  } catch (thrown) {
    sayFailure(thrown);
  }
  await refresh();
}

function refresh(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: api.image.key() });
}
