import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconTerminal2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './copy.module.css';
import { Disclosure } from './disclosure.tsx';

/** A button that copies a text. */
export function Copy({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('action.copied') : t('action.copy')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes['copy'] ?? ''}
            onClick={copy}
            aria-label={copied ? t('action.copied') : t('action.copy')}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A name or a path as it is written, ready to copy. */
export function Exact({ text }: { readonly text: string }) {
  return (
    <>
      <span className="mono">{text}</span> <Copy text={text} />
    </>
  );
}

/** A command line, ready to copy. */
export function Command({ line }: { readonly line: string }) {
  return (
    <div className={classes['command']}>
      <code className="mono">{line}</code>
      <Copy text={line} />
    </div>
  );
}

/** A text of many lines, ready to copy. */
export function Script({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className={classes['script']}>
      <pre className="mono" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <Copy text={text} />
    </div>
  );
}

/** The command line of an action, out of the way until it is wanted. */
export function CommandToggle({ line }: { readonly line: string }) {
  return <CommandsToggle lines={[line]} />;
}

/** The command lines of several actions, one below the other. */
export function CommandsToggle({ lines }: { readonly lines: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <Disclosure
      show={t('action.showCommand')}
      hide={t('action.hideCommand')}
      icon={<IconTerminal2 size={16} aria-hidden />}
    >
      {lines.map((line) => (
        <Command key={line} line={line} />
      ))}
    </Disclosure>
  );
}
