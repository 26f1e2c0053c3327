import { useAnnouncer } from './announcer.ts';

/** Says for readers what was done to the flow, and where the focus has gone. Stands once in the app. */
export function Announcer() {
  const { text, turn } = useAnnouncer();
  return (
    <div role="status" className="sr-only" data-testid="announcer">
      {/* A new element each time: the same words are read again. */}
      <span key={turn}>{text}</span>
    </div>
  );
}
