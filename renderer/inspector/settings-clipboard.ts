import { create } from 'zustand';
import { chosenNodes } from '../canvas/clipboard.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { formatOf } from '../format.ts';
import { toast } from '../parts/Toast.tsx';
import { TEXTS } from '../texts.ts';
import { flushTyping } from './forms/drafts.ts';
import { type CopiedSettings, pasteSettingsEdits } from './paste-settings.ts';

/** Stays in this window: settings are not taken from the system's clipboard, which anybody can fill. */
export const useCopiedSettings = create<{ readonly copied: CopiedSettings | undefined }>(() => ({
  copied: undefined,
}));

/** Remembers the settings of the one node that is chosen. */
export function copySettings(): void {
  flushTyping();
  const [id, ...more] = chosenNodes();
  const node = currentFlow().nodes.find((each) => each.id === id);
  if (!node || more.length > 0) return;
  useCopiedSettings.setState({ copied: { type: node.type, params: node.params } });
  toast(TEXTS.form.copied);
}

/** Gives the chosen nodes the settings that were copied, as one step of undo. */
export function pasteSettings(): void {
  const { copied } = useCopiedSettings.getState();
  if (!copied) return;
  const ids = new Set(chosenNodes());
  const nodes = currentFlow().nodes.filter((node) => ids.has(node.id));
  const edits = pasteSettingsEdits(copied, nodes, useFlowStore.getState().catalog);
  if (edits.length === 0) {
    toast(TEXTS.form.pastedNothing);
    return;
  }
  editFlow(edits, TEXTS.form.pasteSettings);
  toast(TEXTS.form.pasted(formatOf(edits.length, 'node', 'nodes')));
}
