/** Stands where a secret was. */
const REMOVED = '[removed]';

/** Header or field names whose values are credentials, with or without quotes around them. */
const NAMED =
  /(["']?\b(?:proxy-)?(?:authorization|x-api-key|api[-_ ]?key|access[-_ ]?token|refresh[-_ ]?token|client[-_ ]?secret|secret|password|cookie|set-cookie)["']?\s*[:=]\s*)("(?:[^"\\]|\\.){0,2000}"|'[^']{0,2000}'|(?:(?:bearer|basic|token)\s+)?[^\s,;&"'}\]]{1,2000})/gi;
/** What follows the scheme of an Authorization header, wherever it stands. `Basic` alone is too common a word. */
const SCHEMES = /\b(bearer)\s+[\w.~+/=-]{6,2000}/gi;
/** Keys that can be told by how they begin: OpenAI and many after it, Hugging Face, Google, Groq, xAI, GitHub, and JSON web tokens. */
const KNOWN =
  /\b(?:sk|pk|rk)-[\w-]{8,300}|\bhf_\w{8,200}|\bAIza[\w-]{20,80}|\b(?:gsk|xai|nvapi)[-_][\w-]{8,200}|\bgh[pousr]_\w{20,200}|\beyJ[\w-]{8,2000}\.[\w-]{4,2000}\.[\w-]*/g;
/** User and password in an address. */
const IN_ADDRESS = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,500}@/gi;

/**
 * Text from outside without what looks like a credential: servers repeat keys and headers in their complaints, and excerpts of these are
 * stored, shown and shared. Works in linear time on hostile text, as every repetition is bounded or cannot be split in two ways.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(IN_ADDRESS, `$1${REMOVED}@`)
    .replace(NAMED, (_whole, name: string, value: string) => {
      const quote = value.startsWith('"') || value.startsWith("'") ? value.charAt(0) : '';
      return `${name}${quote}${REMOVED}${quote}`;
    })
    .replace(SCHEMES, `$1 ${REMOVED}`)
    .replace(KNOWN, REMOVED);
}
