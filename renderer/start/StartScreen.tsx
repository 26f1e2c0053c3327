/** Recent projects, templates, and ways to bring in pictures. */
export function StartScreen() {
  return null;
}
