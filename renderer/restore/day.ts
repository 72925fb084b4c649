/** The instants at which a day (`2026-11-21`) begins and has ended here, whatever the clocks did in it; null for no day. */
export function dayPeriod(day: string): { from: string; until: string } | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)?.map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const start = (plus: number) => new Date(year, month - 1, date + plus).toISOString();
  return { from: start(0), until: start(1) };
}
