import { launch } from '../../exec.ts';

/** Shows an address in the person's browser. @throws AppError `tool_missing` */
export function openBrowser(url: string): Promise<void> {
  if (process.platform === 'win32') return launch('explorer.exe', [url]);
  return launch(process.platform === 'darwin' ? 'open' : 'xdg-open', [url]);
}
