import { Collapse, NumberInput, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { KEEP_RULES, type KeepRule } from '../../shared/keepRules.ts';
import { type KeepFields as Typed, policyOf } from './planFields.ts';
import classes from './plans.module.css';
import { useWords } from './useWords.ts';

interface KeepFieldsProps {
  readonly keep: Typed;
  readonly error: string | null;
  readonly onChange: (keep: Typed) => void;
}

/** For how long backups are kept: days, and the other rules when they are wanted. */
export function KeepFields({ keep, error, onChange }: KeepFieldsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const others = KEEP_RULES.filter((rule) => rule !== 'days');
  const [shown, { toggle }] = useDisclosure(others.some((rule) => keep[rule] !== ''));
  return (
    <Stack gap="xs">
      <Rule rule="days" keep={keep} error={error} onChange={onChange} />
      <UnstyledButton className={classes['more'] ?? ''} onClick={toggle} aria-expanded={shown}>
        {shown ? t('planForm.fewerRules') : t('planForm.moreRules')}
      </UnstyledButton>
      <Collapse expanded={shown} transitionDuration={0} keepMounted={false}>
        <SimpleGrid cols={3} spacing="sm" verticalSpacing="xs">
          {others.map((rule) => (
            <Rule key={rule} rule={rule} keep={keep} error={null} onChange={onChange} />
          ))}
        </SimpleGrid>
      </Collapse>
      <Text size="sm" c="dimmed">
        {error === null && t('planForm.kept', { rules: words.retention(policyOf(keep)) })}
      </Text>
    </Stack>
  );
}

function Rule({ rule, keep, error, onChange }: KeepFieldsProps & { readonly rule: KeepRule }) {
  const { t } = useTranslation();
  return (
    <NumberInput
      label={t(`keepRule.${rule}`)}
      value={keep[rule]}
      min={0}
      clampBehavior="none"
      allowDecimal={false}
      error={error}
      onChange={(value) => onChange({ ...keep, [rule]: value })}
      maw={200}
    />
  );
}
