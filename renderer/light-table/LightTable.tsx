/** All images of the project with their captions. */
export function LightTable() {
  return null;
}
