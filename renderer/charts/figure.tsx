import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface FigureProps {
  readonly title: string;
  /** What the chart shows, in one or two sentences. */
  readonly summary: string;
  readonly children?: ReactNode;
}

/** A chart with its title, and what it says in words. */
export function Figure({ title, summary, children }: FigureProps) {
  return (
    <figure style={{ margin: 0, minWidth: 0 }} aria-label={title}>
      <Text fw={600} size="sm" mb="xs">
        {title}
      </Text>
      {children}
      <Text component="figcaption" size="sm" c="dimmed" mt="xs" className="wrap">
        {summary}
      </Text>
    </figure>
  );
}
