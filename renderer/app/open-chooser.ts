import { create } from 'zustand';
import type { CaptionerRef } from '../../core/captioner.ts';

/** What asks for a captioner. */
export interface ChooserRequest {
  /** `any`: endpoints and local models side by side. */
  readonly kind: 'endpoint' | 'local' | 'any';
  readonly chosen?: CaptionerRef;
  readonly onChoose: (captioner: CaptionerRef) => void;
  /** Opens at the key of this endpoint. */
  readonly keyFor?: string;
}

/** The one captioner dialog; shown by App wherever it was asked for. */
export const useChooser = create<{ readonly request: ChooserRequest | undefined }>(() => ({
  request: undefined,
}));

export function openChooser(request: ChooserRequest): void {
  useChooser.setState({ request });
}

export function closeChooser(): void {
  useChooser.setState({ request: undefined });
}
