import '@mantine/core/styles.css';
import './theme/base.css';
import './strictPolicy.ts';

// By its own way, so that no schema is built before the policy is taken care of: chunks run before what imports them.
const { start } = await import('./start.tsx');
await start();
