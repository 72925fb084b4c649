import { TextLink } from '../components/textLink.tsx';
import { useCall } from '../data/calls.ts';
import { useFormat } from '../data/format.ts';

/** The way to a backup, by what it is of and from when. */
export function BackupLink({ id }: { readonly id: string }) {
  const format = useFormat();
  const { backup } = useCall('backups.show', { backup: id }).data ?? {};
  return (
    <TextLink to={`/backups/${id}`}>
      {backup ? `${backup.database} · ${format.instant(backup.createdAt)}` : id}
    </TextLink>
  );
}
