import { type ComponentType, type FunctionComponent, lazy, Suspense } from 'react';

/**
 * A component that is loaded when it is first drawn, or ahead of that. Once it is there it is drawn at once: `lazy` alone shows nothing for a
 * moment even then, and what is typed in it goes astray.
 */
export function later<P extends object>(
  load: () => Promise<ComponentType<P>>,
): FunctionComponent<P> & { readonly ahead: () => Promise<unknown> } {
  let Loaded: ComponentType<P> | undefined;
  const ahead = async () => {
    Loaded ??= await load();
    return { default: Loaded };
  };
  const Lazy = lazy(ahead) as unknown as ComponentType<P>;
  function Later(props: P) {
    return Loaded ? (
      <Loaded {...props} />
    ) : (
      <Suspense fallback={null}>
        <Lazy {...props} />
      </Suspense>
    );
  }
  return Object.assign(Later, { ahead });
}
