import { Anchor, type AnchorProps, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface TextLinkProps extends Pick<AnchorProps, 'size'> {
  readonly to: string;
  readonly children: ReactNode;
  /** What it leads to, for those who do not see its row. */
  readonly hint?: string;
}

/** A link to another screen. */
export function TextLink({ to, hint, children, ...rest }: TextLinkProps) {
  return (
    <Anchor component={Link} href={to} className="wrap" {...rest}>
      {children}
      {hint !== undefined && <VisuallyHidden> {hint}</VisuallyHidden>}
    </Anchor>
  );
}
