import { Copy } from './copy.tsx';

/** So much of a recipient tells it from all others; those of the hybrid form have 2,000 characters. */
const SHOWN = 24;

/** The public half of a key, shortened, to copy as a whole. */
export function Recipient({ recipient }: { readonly recipient: string }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <code className="mono">{recipient.length > SHOWN ? `${recipient.slice(0, SHOWN)}…` : recipient}</code>
      <Copy text={recipient} />
    </span>
  );
}
