/** The app's mark, in the colours of the theme. */
export function Logo({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="70 70 372 372" fill="none" aria-hidden>
      <rect
        x="84"
        y="84"
        width="344"
        height="344"
        rx="76"
        fill="var(--bg-3)"
        stroke="var(--tx-1)"
        strokeWidth="28"
      />
      <circle cx="338" cy="156" r="18" fill="var(--port-caption)" />
      <path
        d="M150 262 222 186l44 46 30-30 66 60"
        stroke="var(--tx-1)"
        strokeWidth="30"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M150 314h212M150 366h128" stroke="var(--accent-line)" strokeWidth="30" strokeLinecap="round" />
    </svg>
  );
}
