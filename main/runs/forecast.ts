const DAY_MS = 86_400_000;
/** Further ahead is never. */
const HORIZON_DAYS = 3650;

/** How a plan fills its disk: so many bytes a day, until it deletes as much as it adds. */
export interface Growth {
  readonly bytesPerDay: number;
  /** Null when it never does. */
  readonly endsAt: Date | null;
}

export interface Forecast {
  /** Bytes to come, at each instant where the speed changes; ends at `fullAt`, or where nothing grows any more. The first is now, with 0. */
  readonly points: readonly { readonly at: string; readonly bytes: number }[];
  /** When the free bytes are used up; null when they are not within ten years. */
  readonly fullAt: string | null;
}

/**
 * What is added to a disk from now on if its plans grow as they did.
 * @param freeBytes what there is room for now.
 */
export function forecast(now: Date, freeBytes: number, growths: readonly Growth[]): Forecast {
  const horizon = now.getTime() + HORIZON_DAYS * DAY_MS;
  const active = growths.map(({ bytesPerDay, endsAt }) => ({ bytesPerDay, end: endsAt?.getTime() ?? Infinity }));
  const ends = [...new Set(active.map(({ end }) => Math.min(end, horizon)))].sort((a, b) => a - b);
  const points = [{ at: now.toISOString(), bytes: 0 }];
  let at = now.getTime();
  let bytes = 0;
  for (const end of ends.filter((one) => one > at)) {
    const perDay = active.filter((one) => one.end >= end).reduce((sum, one) => sum + one.bytesPerDay, 0);
    const days = perDay > 0 ? (freeBytes - bytes) / perDay : Infinity;
    if (days <= (end - at) / DAY_MS) {
      const fullAt = new Date(at + days * DAY_MS).toISOString();
      return { points: [...points, { at: fullAt, bytes: freeBytes }], fullAt };
    }
    if (perDay === 0) break;
    bytes += (perDay * (end - at)) / DAY_MS;
    at = end;
    points.push({ at: new Date(end).toISOString(), bytes: Math.round(bytes) });
  }
  return { points, fullAt: null };
}
