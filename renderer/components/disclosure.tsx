import { Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './disclosure.module.css';

interface DisclosureProps {
  readonly show: string;
  readonly hide: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** Something out of the way until it is wanted. */
export function Disclosure({ show, hide, icon, children }: DisclosureProps) {
  const [shown, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={shown} className={classes['toggle'] ?? ''}>
        <Group gap={6} wrap="nowrap">
          {icon}
          <Text size="sm">{shown ? hide : show}</Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={shown} transitionDuration={0} keepMounted={false}>
        {children}
      </Collapse>
    </div>
  );
}
