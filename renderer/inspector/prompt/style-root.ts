/*
 * The page's policy lets no style element in, and CodeMirror writes its rules into one, unless its root has no head: then they go into a
 * constructed style sheet that the root adopts, which the policy allows. A shadow root has no head, but labels, focus and keys do not
 * cross its border. This is the document itself, seen without its head.
 */
let seen: Document | undefined;

/** The document as an editor's root: its style sheets are adopted by the document, and no style element is made. */
export function styleRoot(): Document {
  seen ??= new Proxy(document, {
    get(target, name) {
      if (name === 'head') return null;
      const value: unknown = Reflect.get(target, name, target);
      // Methods of the document refuse to be called on anything else.
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  return seen;
}
