import { chooseCaptioner } from '../app/fixes.ts';
import { selectNodes } from '../app/screen.ts';
import { currentFlow, editFlow, useFlowStore } from '../flow/flow-store.ts';
import { TEXTS } from '../texts.ts';
import { bringInFolder } from './bring-in.ts';
import { startView } from './canvas-instance.ts';

/** Brings a folder into the flow and asks for a captioner where one is new; the starter is never chosen for photographs. */
export function takeFolder(folder: string): void {
  const flow = currentFlow();
  const brought = bringInFolder(flow, useFlowStore.getState().catalog, folder);
  if (!brought) return;
  editFlow(brought.edits, TEXTS.edits.bringIn);
  selectNodes([brought.source]);
  if (flow.nodes.length === 0) requestAnimationFrame(() => requestAnimationFrame(startView));
  if (brought.captioner !== undefined) chooseCaptioner(brought.captioner);
}
