/** `GPT-4o, gpt-4o-2*` → the patterns, each once, in small letters. */
export function patternsOf(text: string): readonly string[] {
  const parts = text.split(/[\s,]+/).map((part) => part.toLowerCase());
  return [...new Set(parts.filter((part) => part !== ''))];
}
