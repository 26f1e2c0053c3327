import { useSyncExternalStore } from 'react';

/** What a canvas needs to know of the theme: colours as the browser has worked them out. */
export interface ChartColours {
  readonly of: (token: string) => string;
}

/** The token's colour at a place in the page. A custom property itself would be given as it is written, `light-dark(…)`. */
export function coloursAt(element: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const known = new Map<string, string>();
  const of = (token: string) => {
    let colour = known.get(token);
    if (colour === undefined) {
      if (!probe.isConnected) element.append(probe);
      probe.style.color = `var(--${token})`;
      colour = getComputedStyle(probe).color;
      known.set(token, colour);
      probe.remove();
    }
    return colour;
  };
  return { of };
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The theme in force; whoever draws on a canvas draws again when it changes. */
export function useThemeInForce(): string {
  return useSyncExternalStore(subscribe, () => document.documentElement.dataset.theme ?? '');
}
