import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './restore.module.css';

interface ChoiceRowProps {
  /** The same for all choices of a step. */
  readonly name: string;
  readonly chosen: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

/** One of several things to choose from; all of its row can be clicked. */
export function ChoiceRow({ name, chosen, disabled = false, onChoose, children }: ChoiceRowProps) {
  return (
    <Radio
      name={name}
      checked={chosen}
      disabled={disabled}
      onChange={onChoose}
      label={children}
      classNames={{
        root: classes['choice'] ?? '',
        body: classes['choiceBody'] ?? '',
        labelWrapper: classes['choiceWrapper'] ?? '',
        label: classes['choiceLabel'] ?? '',
      }}
    />
  );
}
