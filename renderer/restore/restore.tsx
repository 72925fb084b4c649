import { useTranslation } from 'react-i18next';
import { Loaded, Screen } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { Wizard } from './wizard.tsx';

/** The way back to a database: from a backup that was chosen elsewhere, or from the choice of one. */
export function Restore({ opened }: { readonly opened: string | null }) {
  const { t } = useTranslation();
  return (
    <Screen title={t('restore.title')}>
      {opened === null ? <Wizard key="none" offered={null} /> : <Offered key={opened} id={opened} />}
    </Screen>
  );
}

function Offered({ id }: { readonly id: string }) {
  const shown = useCall('backups.show', { backup: id });
  return <Loaded query={shown}>{({ backup }) => <Wizard offered={backup} />}</Loaded>;
}
