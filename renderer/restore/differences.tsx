import { useTranslation } from 'react-i18next';
import type { Difference } from '../../shared/model/restore.ts';
import { DifferenceTable } from '../components/differenceTable.tsx';
import { Section } from '../components/screen.tsx';
import classes from './restore.module.css';

const MOST = 500;

/** In what a restored database is not what the backup says. */
export function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const { t } = useTranslation();
  return (
    <Section title={t('restore.differences')}>
      <div className={`card ${classes['differences']}`}>
        <DifferenceTable differences={differences} most={MOST} />
      </div>
    </Section>
  );
}
