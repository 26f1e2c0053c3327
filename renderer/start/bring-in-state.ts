import { create } from 'zustand';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { native } from '../native/native-abilities.ts';

/** Images that are about to become a project, or a template that is about to be used. */
export interface BringInRequest {
  readonly folder?: string;
  readonly template?: TemplateInfo;
}

export const useBringIn = create<{ readonly request: BringInRequest | undefined }>(() => ({
  request: undefined,
}));

/** Opens the one step in which images, captioners and files are chosen. */
export function bringIn(request: BringInRequest): void {
  useBringIn.setState({ request });
}

export function closeBringIn(): void {
  useBringIn.setState({ request: undefined });
}

/** Asks for a folder, then shows what is in it. */
export async function pickImages(): Promise<void> {
  const folder = await native().pickFolder();
  if (folder !== undefined) bringIn({ folder });
}
