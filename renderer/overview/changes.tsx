import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Change } from '../../shared/contract.ts';
import { ChangeMark } from '../components/changeMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import classes from './overview.module.css';

/** When plans turned from good to bad or back. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation();
  if (changes.length === 0) return <Text c="dimmed">{t('overview.noChanges')}</Text>;
  return (
    <div className="card">
      <ul className={classes['changes']}>
        {changes.map((change) => (
          <li key={change.id}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ChangeLine({ change }: { readonly change: Change }) {
  const { t } = useTranslation();
  const head = <ChangeMark state={change.state} text={`${change.plan}: ${t(`change.${change.state}`)}`} />;
  return (
    <>
      <div className="wrap">
        {change.run === null ? head : <TextLink to={`/runs/${change.run}`}>{head}</TextLink>}{' '}
        <Text span size="sm" c="dimmed">
          <When at={change.at} />
        </Text>
      </div>
      <Text size="sm" className="wrap">
        {[change.message, change.nextStep].filter(Boolean).join(' ')}
      </Text>
    </>
  );
}
