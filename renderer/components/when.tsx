import { useFormat } from '../data/format.ts';

/** How long ago, or how soon; the exact time on hover. */
export function When({ at }: { readonly at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.instant(at)}>
      {format.relative(at)}
    </time>
  );
}
