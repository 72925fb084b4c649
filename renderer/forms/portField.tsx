import { NumberInput } from '@mantine/core';

interface PortFieldProps {
  readonly label: string;
  readonly value: number | string;
  readonly error: string | null;
  readonly onChange: (port: number | string) => void;
}

/** A TCP port. What is out of range stays as it was typed, beside what is wrong with it. */
export function PortField(props: PortFieldProps) {
  return (
    <NumberInput
      {...props}
      min={1}
      max={65_535}
      clampBehavior="none"
      allowDecimal={false}
      thousandSeparator=""
      required
    />
  );
}
