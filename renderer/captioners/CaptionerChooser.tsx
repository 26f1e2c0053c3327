import type { ChooserRequest } from '../app/open-chooser.ts';

/** The dialog in which a captioner is chosen, found, downloaded or given its key. */
export function CaptionerChooser(_: { readonly request: ChooserRequest; readonly onClose: () => void }) {
  return null;
}
