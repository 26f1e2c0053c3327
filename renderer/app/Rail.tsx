import { clsx } from 'clsx';
import {
  Box,
  CircleQuestionMark,
  Columns3,
  GraduationCap,
  History,
  LayoutGrid,
  type LucideIcon,
  Settings,
  Workflow,
} from 'lucide-react';
import { HelpMenu } from '../help/HelpMenu.tsx';
import { HELP_TEXTS } from '../texts/help.ts';
import { TEXTS } from '../texts.ts';
import { goTo, type Screen, useScreen } from './screen.ts';

type RailScreen = Exclude<Screen, 'image' | 'start'>;

/** In the order of the work; review, statistics and evaluation take their places here. */
const ENTRIES: readonly { readonly screen: RailScreen; readonly icon: LucideIcon }[] = [
  { screen: 'flow', icon: Workflow },
  { screen: 'light-table', icon: LayoutGrid },
  { screen: 'try', icon: Columns3 },
  { screen: 'runs', icon: History },
  { screen: 'training', icon: GraduationCap },
  { screen: 'models', icon: Box },
];

const RAIL_BUTTON =
  'flex h-13 w-full flex-col items-center justify-center gap-1 rounded-6 text-11 transition-colors duration-120';

/** The screens, icons with their names. */
export function Rail() {
  return (
    <nav
      data-region="rail"
      aria-label={TEXTS.regions.rail}
      className="flex w-18 shrink-0 flex-col gap-0.5 border-line border-r bg-bg-1 p-1"
    >
      {ENTRIES.map((entry) => (
        <RailButton key={entry.screen} {...entry} />
      ))}
      <div className="mt-auto flex flex-col gap-0.5">
        <HelpMenu
          trigger={
            <button type="button" className={clsx(RAIL_BUTTON, 'text-tx-2 hover:bg-bg-4 hover:text-tx-1')}>
              <CircleQuestionMark size={20} strokeWidth={1.75} aria-hidden />
              {HELP_TEXTS.menu}
            </button>
          }
        />
        <RailButton screen="settings" icon={Settings} />
      </div>
    </nav>
  );
}

function RailButton({ screen, icon: Icon }: { readonly screen: RailScreen; readonly icon: LucideIcon }) {
  const current = useScreen((state) => (state.screen === 'image' ? state.back : state.screen) === screen);
  return (
    <button
      type="button"
      aria-current={current ? 'page' : undefined}
      data-screen={screen}
      onClick={() => goTo(screen)}
      className={clsx(
        RAIL_BUTTON,
        current ? 'bg-bg-4 font-semibold text-tx-1' : 'text-tx-2 hover:bg-bg-4 hover:text-tx-1',
      )}
    >
      <Icon size={20} strokeWidth={1.75} className={current ? 'text-accent-tx' : ''} aria-hidden />
      {TEXTS.screens[screen]}
    </button>
  );
}
