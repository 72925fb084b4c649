import { Text } from '@mantine/core';
import { Section } from '../components/screen.tsx';
import classes from './restore.module.css';

interface ListedProps {
  readonly title: string;
  readonly hint?: string;
  /** Nothing is shown when there are none. */
  readonly lines: readonly string[];
}

/** What the core has to say of a restore, line by line, in English. */
export function Listed({ title, hint, lines }: ListedProps) {
  if (lines.length === 0) return null;
  return (
    <Section title={title}>
      <div className="card">
        {hint !== undefined && (
          <Text size="sm" mb={6}>
            {hint}
          </Text>
        )}
        <ul aria-label={title} className={classes['listed']}>
          {lines.map((line, index) => (
            <Text component="li" key={`${index} ${line}`} size="sm" className="wrap">
              {line}
            </Text>
          ))}
        </ul>
      </div>
    </Section>
  );
}
