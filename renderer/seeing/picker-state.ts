import { create } from 'zustand';

/** What a picture is chosen for. */
export type PickPurpose = 'pin' | 'follow';

export const usePicker = create<{ readonly purpose: PickPurpose | undefined }>(() => ({
  purpose: undefined,
}));

/** Has a person choose one of the project's pictures, to pin it or to follow it through the flow. */
export function pickPicture(purpose: PickPurpose): void {
  usePicker.setState({ purpose });
}

export function endPick(): void {
  usePicker.setState({ purpose: undefined });
}
