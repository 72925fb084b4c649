import type { Session } from 'electron';

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];

let request: RequestHandler = null;
let check: CheckHandler = null;

/** As in Electron, everything is granted until somebody decides. */
export const session = {
  defaultSession: {
    setPermissionRequestHandler(handler: RequestHandler) {
      request = handler;
    },
    setPermissionCheckHandler(handler: CheckHandler) {
      check = handler;
    },
    setDevicePermissionHandler: () => undefined,
  } satisfies Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
};

/** What the handlers say about a permission that a page wants: both must agree. */
export async function decidePermission(contents: object, permission: string, origin: string): Promise<boolean> {
  const checked = check?.(contents as never, permission as never, `${origin}/`, {} as never) ?? true;
  if (request === null) return checked;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  request(contents as never, permission as never, resolve, {} as never);
  return checked && (await promise);
}
