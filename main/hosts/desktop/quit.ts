import { app, dialog } from 'electron';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../../ports.ts';
import type { Words } from './texts/words.ts';

const STAY = 0;
const LEAVE = 1;

export interface QuitOptions {
  /** Whether something runs now. */
  readonly busy: () => boolean;
  readonly words: () => Words;
  /** Ends everything; runs are cancelled. */
  readonly stop: () => Promise<void>;
  readonly logger: Logger;
}

/** Quitting asks while something runs, and waits until everything has ended cleanly, however it was asked for. */
export function handleQuit({ busy, words, stop, logger }: QuitOptions): void {
  let state: 'open' | 'leaving' | 'left' = 'open';
  // Without a listener Electron would quit when the window is gone.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (state === 'left') return;
    event.preventDefault();
    if (state === 'open') void leave();
  });
  const leave = async () => {
    state = 'leaving';
    try {
      if (busy() && !(await confirmed(words()))) {
        state = 'open';
        return;
      }
      await stop();
    } catch (error) {
      logger.log('error', 'desktop.stop-failed', { error: AppError.from(error).toJSON() });
    }
    state = 'left';
    app.quit();
  };
}

async function confirmed({ texts }: Words): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: texts.quitQuestion,
    detail: texts.quitDetail,
    buttons: [texts.quitStay, texts.quitLeave],
    defaultId: STAY,
    cancelId: STAY,
  });
  return response === LEAVE;
}
