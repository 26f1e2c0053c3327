import { Button } from '../parts/Button.tsx';

/** Foot of a table that shows its first rows only: leads to the rest of them. Nothing where all are shown. */
export function ShowAll({
  shown,
  text,
  onShow,
  count,
}: {
  readonly shown: number;
  readonly count: number;
  readonly text: string;
  readonly onShow: () => void;
}) {
  if (shown >= count) return null;
  return (
    <div className="border-line border-t px-4 py-2">
      <Button size="small" kind="quiet" onClick={onShow}>
        {text}
      </Button>
    </div>
  );
}
