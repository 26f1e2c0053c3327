import { create } from 'zustand';

interface GuideState {
  readonly open: boolean;
  /** Id of a page. */
  readonly page: string;
  /** Heading to show; '' is the top. */
  readonly anchor: string;
}

/** Which page of the guide is shown. */
export const useGuide = create<GuideState>(() => ({ open: false, page: 'README', anchor: '' }));

/** Opens the guide: at the contents, or at a page. */
export function openGuide(page = 'README', anchor = ''): void {
  useGuide.setState({ open: true, page, anchor });
}

export function closeGuide(): void {
  useGuide.setState({ open: false });
}
