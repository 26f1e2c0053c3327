import { TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../parts/IconButton.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { useTry } from './try-state.ts';

const TEXTS = TRY_TEXTS.pictures;
/** Further ones are counted. */
const MOST_SHOWN = 4;

/** Pictures on their way in, and those that did not come in, each with its reason. */
export function Refusals() {
  const adding = useTry((state) => state.adding);
  const refused = useTry((state) => state.refused);
  if (adding !== undefined)
    return (
      <p role="status" className="flex items-center gap-2 border-line border-b px-4 py-2 text-12 text-tx-2">
        <Spinner size={14} /> {adding}
      </p>
    );
  if (refused.length === 0) return null;
  return (
    <div role="alert" className="flex items-start gap-2 border-line border-b bg-warn-soft px-4 py-2 text-12">
      <TriangleAlert size={14} strokeWidth={1.75} className="mt-px shrink-0 text-warn" aria-hidden />
      <ul className="min-w-0 flex-1">
        {refused.slice(0, MOST_SHOWN).map(({ name, message, remedy }) => (
          <li key={`${name} ${message}`} className="break-words text-tx-1">
            {name !== '' && <span className="mono mr-1.5">{name}</span>}
            {message} {remedy !== undefined && <span className="text-tx-2">{remedy}</span>}
          </li>
        ))}
        {refused.length > MOST_SHOWN && <li className="text-tx-2">{TEXTS.refused(refused.length)}</li>}
      </ul>
      <IconButton
        icon={X}
        size={24}
        iconSize={14}
        label={TEXTS.dismiss}
        onClick={() => useTry.setState({ refused: [] })}
      />
    </div>
  );
}
