import { Component, type ErrorInfo, type ReactNode } from 'react';

/** A fault in a part of the interface, and how to have it drawn once more. */
export interface Fault {
  readonly message: string;
  /** For a report: what failed and where, without anything of the project. */
  readonly details: string;
  readonly retry: () => void;
}

interface Props {
  readonly children: ReactNode;
  /** Drawn instead of the part that failed. */
  readonly fallback: (fault: Fault) => ReactNode;
  /** Of what is drawn: another value is another try. */
  readonly of?: unknown;
}

interface State {
  readonly fault?: { readonly message: string; readonly details: string };
  readonly of?: unknown;
}

/** Keeps a fault in one part (a card, a wire, a form) from taking the screen with it. */
export class PartBoundary extends Component<Props, State> {
  override state: State = { of: this.props.of };

  static getDerivedStateFromError(thrown: unknown): State {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
    return { fault: { message, details: stack.includes(message) ? stack : `${message}\n${stack}` } };
  }

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { of, fault: undefined as never };
  }

  override componentDidCatch(_thrown: unknown, { componentStack }: ErrorInfo): void {
    const { fault } = this.state;
    if (fault && componentStack)
      this.setState({ fault: { ...fault, details: `${fault.details}\n${componentStack.trim()}` } });
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    return this.props.fallback({ ...fault, retry: () => this.setState({ fault: undefined as never }) });
  }
}
