import { useCall } from '../data/calls.ts';
import { Problems } from '../health/problems.tsx';

/** No event tells of them. */
const EVERY_MS = 60_000;

/** What keeps the desktop from telling what is listed here, such as that no notification can be shown. */
export function DesktopProblems() {
  const { data } = useCall('desktop.get', {}, { refetchInterval: EVERY_MS });
  const problems = data?.desktop?.problems ?? [];
  return problems.length > 0 && <Problems problems={problems} />;
}
