import { create } from 'zustand';
import { native } from '../native/native-abilities.ts';

/** A folder that is about to become a project. */
export interface BringInRequest {
  readonly folder: string;
  readonly template?: { readonly id: string; readonly title: string };
}

export const useBringIn = create<{ readonly request: BringInRequest | undefined }>(() => ({
  request: undefined,
}));

export function bringIn(request: BringInRequest): void {
  useBringIn.setState({ request });
}

export function closeBringIn(): void {
  useBringIn.setState({ request: undefined });
}

/** Asks for a folder, then shows what is in it. */
export async function pickImages(template?: BringInRequest['template']): Promise<void> {
  const folder = await native().pickFolder();
  if (folder !== undefined) bringIn({ folder, ...(template && { template }) });
}
