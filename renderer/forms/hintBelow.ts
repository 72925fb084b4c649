import type { InputWrapperProps } from '@mantine/core';

/** The hint of a field stands below it, so that fields beside each other stay level. */
export const HINT_BELOW: NonNullable<InputWrapperProps['inputWrapperOrder']> = [
  'label',
  'input',
  'description',
  'error',
];
