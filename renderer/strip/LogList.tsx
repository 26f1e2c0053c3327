import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { selectNodes } from '../app/screen.ts';
import { formatTime } from '../format.ts';
import { useProject } from '../rpc/project-state.ts';
import { api } from '../rpc/queries.ts';
import { TEXTS } from '../texts.ts';

const SHOWN = 500;

/** What the engine says, newest last; follows while it is scrolled to the end. */
export function LogList() {
  const { data } = useQuery(api.project.log.queryOptions({}));
  const stored = data ?? [];
  const live = useProject((state) => state.log);
  const end = useRef<HTMLLIElement>(null);
  const last = stored.at(-1)?.at ?? 0;
  const lines = [...stored, ...live.filter((line) => line.at > last)].slice(-SHOWN);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a line has come
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [lines.length]);
  if (!data && lines.length === 0) return null;
  if (lines.length === 0) return <p className="p-4 text-12 text-tx-2">{TEXTS.strip.noLog}</p>;
  return (
    <ol className="mono p-2 px-4">
      {lines.map((line, index) => {
        const { node } = line;
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
            key={index}
            ref={index === lines.length - 1 ? end : undefined}
            className="flex gap-3 leading-[18px]"
          >
            <time className="shrink-0 text-tx-3" dateTime={new Date(line.at).toISOString()}>
              {formatTime(line.at)}
            </time>
            {node !== undefined && (
              <button
                type="button"
                onClick={() => selectNodes([node])}
                className="shrink-0 text-tx-2 hover:underline"
              >
                {node}
              </button>
            )}
            <span
              className={
                line.level === 'error' ? 'text-err' : line.level === 'warning' ? 'text-warn' : 'text-tx-1'
              }
            >
              {line.text}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
