import { app, dialog } from 'electron';
import { AppError } from '../../../shared/errors.ts';
import { readPurpose } from './arguments.ts';
import { runCommand } from './command.ts';
import { startDesktop } from './main.ts';

const purpose = readPurpose(process.argv, app.isPackaged);

// Electron becomes ready only after this file has run to its end, so nothing here may wait for that.
if (purpose.kind === 'command') void runCommand(purpose.args);
else
  startDesktop({ purpose }).catch((thrown: unknown) => {
    const { message, nextStep } = AppError.from(thrown);
    dialog.showErrorBox(message, nextStep);
    app.exit(1);
  });
