import { useTranslation } from 'react-i18next';
import { Loaded, Screen } from '../components/screen.tsx';
import { useCall } from '../data/calls.ts';
import { Wizard } from './wizard.tsx';

interface RestoreProps {
  readonly opened: string | null;
  /** Take what can still be restored of it. */
  readonly salvage?: boolean;
}

/** The way back to a database: from a backup that was chosen elsewhere, or from the choice of one. */
export function Restore({ opened, salvage = false }: RestoreProps) {
  const { t } = useTranslation();
  return (
    <Screen title={t('restore.title')}>
      {opened === null ? (
        <Wizard key="none" offered={null} />
      ) : (
        <Offered key={`${opened} ${salvage}`} id={opened} salvage={salvage} />
      )}
    </Screen>
  );
}

function Offered({ id, salvage }: { readonly id: string; readonly salvage: boolean }) {
  const shown = useCall('backups.show', { backup: id });
  return <Loaded query={shown}>{({ backup }) => <Wizard offered={backup} salvage={salvage} />}</Loaded>;
}
