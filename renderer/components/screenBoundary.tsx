import { Component, type ReactNode } from 'react';
import { ErrorNotice } from './errorNotice.tsx';

interface Props {
  /** Where the person is; going elsewhere leaves the error behind. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly error: unknown;
  readonly failedAt: string | null;
}

/** A screen that cannot be drawn says so; the navigation stays. React asks for a class here. */
export class ScreenBoundary extends Component<Props, State> {
  override state: State = { error: null, failedAt: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ place }: Props, { error, failedAt }: State): Partial<State> | null {
    if (error === null) return null;
    if (failedAt === null) return { failedAt: place };
    return failedAt === place ? null : { error: null, failedAt: null };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <ErrorNotice error={error} onRetry={() => this.setState({ error: null, failedAt: null })} />;
  }
}
