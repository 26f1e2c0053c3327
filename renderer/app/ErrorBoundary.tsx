import { Component, type ReactNode } from 'react';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { TEXTS } from '../texts.ts';

/** Keeps a fault in one screen from taking the others with it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly fault?: string }> {
  override state: { readonly fault?: string } = {};

  static getDerivedStateFromError(thrown: unknown) {
    return { fault: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override render() {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    return (
      <EmptyState
        text={
          <>
            {TEXTS.connection.crashed}
            <span className="mono mt-2 block text-tx-3">{fault}</span>
          </>
        }
        actions={
          <Button onClick={() => this.setState({ fault: undefined })}>{TEXTS.connection.reload}</Button>
        }
      />
    );
  }
}
