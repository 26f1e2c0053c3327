import type { PortType } from '../../core/port.ts';

/** The colour token of a port type, as a CSS value. */
export function portColour(type: PortType | undefined): string {
  return type ? `var(--port-${type})` : 'var(--line-3)';
}

/** A port's shape, 12 × 12: colour and shape say the type together. */
export function PortShape({
  type,
  size = 12,
  ground = 'var(--bg-3)',
}: {
  readonly type: PortType | undefined;
  readonly size?: number;
  /** What shows through a ring. */
  readonly ground?: string;
}) {
  const colour = portColour(type);
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden className="block shrink-0">
      {shape(type, colour, ground)}
    </svg>
  );
}

function shape(type: PortType | undefined, colour: string, ground: string) {
  switch (type) {
    case 'prompted-image':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" fill={ground} stroke={colour} strokeWidth="2" />
          <circle cx="6" cy="6" r="2" fill={colour} />
        </>
      );
    case 'caption':
      return <circle cx="6" cy="6" r="5.5" fill={colour} />;
    case 'dataset':
      return <rect x="1" y="1" width="10" height="10" rx="1" fill={colour} />;
    case 'model':
      return <path d="M6 0 12 6 6 12 0 6Z" fill={colour} />;
    case 'evaluation':
      return <path d="M6 0.5 12 11H0Z" fill={colour} />;
    default:
      return <circle cx="6" cy="6" r="4.75" fill={ground} stroke={colour} strokeWidth="2" />;
  }
}
