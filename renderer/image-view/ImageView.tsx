/** One image large, with all its captions and where they came from. */
export function ImageView(_: { readonly hash: string }) {
  return null;
}
