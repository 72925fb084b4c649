import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const TICK_MS = 10_000;

const NowContext = createContext(new Date());

/** The present, so that "3 minutes ago" becomes "4 minutes ago" everywhere at once. */
export function NowProvider({ children }: { readonly children: ReactNode }) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

/** Some seconds old at most. */
export const useNow = (): Date => use(NowContext);
