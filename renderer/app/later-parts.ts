import { later } from '../parts/later.tsx';

/* What is likely to be asked for first on the flow screen, by keys at that: `load-ahead.ts` has it there by then. */

export const CommandPalette = later(() => import('./CommandPalette.tsx').then((it) => it.CommandPalette));
export const QuickAdd = later(() => import('../canvas/QuickAdd.tsx').then((it) => it.QuickAdd));
export const ChoiceList = later(() => import('../canvas/ChoiceList.tsx').then((it) => it.ChoiceList));
export const NodeInspector = later(() =>
  import('../inspector/NodeInspector.tsx').then((it) => it.NodeInspector),
);
export const SeveralInspector = later(() =>
  import('../inspector/SeveralInspector.tsx').then((it) => it.SeveralInspector),
);
