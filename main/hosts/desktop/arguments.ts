/** What the program was started for. */
export type Purpose =
  | { readonly kind: 'command'; readonly args: readonly string[] }
  | { readonly kind: 'window'; readonly hidden: boolean; readonly home: string | undefined };

/** What launchers say to Chromium or to Node is neither a command nor ours. */
const FOREIGN = /^(-psn_|--(no-sandbox|disable-|enable-|force-|inspect|lang=|ozone-|remote-|user-data-dir))/;

/**
 * Reads the command line. Anything that is not about the window is for the command line interface: `Lifeboat backup shop` opens none.
 * @param argv as in `process.argv`: the program, then (unless packaged) the folder or script, then what was asked.
 */
export function readPurpose(argv: readonly string[], packaged: boolean): Purpose {
  const own = argv.slice(1).filter((arg) => !FOREIGN.test(arg));
  const args = packaged ? own : own.slice(1);
  let hidden = false;
  let home: string | undefined;
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--hidden') hidden = true;
    else if (args[at] === '--home') home = args[(at += 1)];
    else return { kind: 'command', args };
  }
  return { kind: 'window', hidden, home };
}
