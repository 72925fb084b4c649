import { IconPinFilled } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../shared/model/backup.ts';
import { BackupMark } from '../components/stateMark.tsx';
import { TextLink } from '../components/textLink.tsx';
import { When } from '../components/when.tsx';
import { useFormat } from '../data/format.ts';
import classes from './backups.module.css';
import type { BackupPages } from './useBackupPages.ts';

const ROW = 44;
/** So many rows before the end the next page is asked for. */
const AHEAD = 40;

interface BackupTableProps {
  readonly pages: BackupPages;
  /** Where a backup is opened. */
  readonly addressOf: (id: string) => string;
  readonly onOpen: (address: string) => void;
}

/** Only the rows in sight are in the page, however many there are. */
export function BackupTable({ pages, addressOf, onOpen }: BackupTableProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { backups, total, more, atTop } = pages;
  // oxlint-disable-next-line react/incompatible-library -- only the React compiler, which is not used, would mind
  const virtual = useVirtualizer({
    count: backups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey: (index) => backups[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= backups.length - AHEAD) more();
    else if (last < AHEAD) atTop();
  });
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={t('backups.title')}
      aria-rowcount={(total ?? 0) + 1}
      className={`card ${classes['scroller']}`}
      tabIndex={0}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={classes['head']}>
          <span role="columnheader">{t('backups.taken')}</span>
          <span role="columnheader">{t('backups.plan')}</span>
          <span role="columnheader">{t('backups.database')}</span>
          <span role="columnheader">{t('backups.size')}</span>
          <span role="columnheader">{t('backups.proof')}</span>
          <span role="columnheader">{t('backups.state')}</span>
          <span role="columnheader" aria-label={t('backups.pinned')} />
        </div>
      </div>
      <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {items.map(({ key, index, start }) => {
          const backup = backups[index];
          return (
            backup && (
              <Row key={key} backup={backup} index={index} top={start} address={addressOf(backup.id)} onOpen={onOpen} />
            )
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly backup: Backup;
  readonly index: number;
  readonly top: number;
  readonly address: string;
  readonly onOpen: (address: string) => void;
}

function Row({ backup, index, top, address, onOpen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { plan, createdAt, verification } = backup;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the link in its first cell is for the keyboard
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes['row']}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(address)}
    >
      <span role="cell">
        <TextLink to={address} size="sm" hint={t('backups.open', { plan, when: format.instant(createdAt) })}>
          <When at={createdAt} />
        </TextLink>
      </span>
      <span role="cell" title={plan}>
        {plan}
      </span>
      <span role="cell" title={backup.database}>
        {backup.database}
      </span>
      <span role="cell">{format.bytes(backup.storedBytes)}</span>
      <span role="cell">{t(`proof.${verification.level}`)}</span>
      <span role="cell">
        <BackupMark state={backup.state} proven={verification.level !== 'present'} />
      </span>
      <span role="cell">
        {backup.pinned && <IconPinFilled size={16} role="img" aria-label={t('backups.pinned')} />}
      </span>
    </div>
  );
}
