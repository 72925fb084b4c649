import { Skeleton } from '@mantine/core';
import { type ComponentType, useEffect, useState } from 'react';
import { AppError } from '../../shared/errors.ts';
import { ErrorNotice } from './errorNotice.tsx';

/**
 * A screen whose code is loaded when it is first shown. Not React's own `lazy`, which keeps what stands in for it for 300 ms, however
 * soon the code is there.
 */
export function lazy<Props extends object>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Loaded, setLoaded] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Loaded !== null || failed) return;
      void load().then(
        (module) => setLoaded(() => (loaded = module.default)),
        () => setFailed(true),
      );
    }, [Loaded, failed]);
    if (Loaded !== null) return <Loaded {...props} />;
    if (failed) return <ErrorNotice error={notLoaded()} onRetry={() => location.reload()} />;
    return <Skeleton height={200} radius="md" />;
  };
}

/** A browser does not ask again for code that it failed to load; only a new page does. */
function notLoaded(): AppError {
  return new AppError(
    'host_unreachable',
    'This screen could not be loaded.',
    'See whether `lifeboat serve` still runs, then try again.',
  );
}
