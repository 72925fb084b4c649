import { watchLoop } from './loopDelay.ts';

// A process that has nothing to do: what delays it is the machine. It watches until its stdin ends.
const seen = watchLoop();
process.stdin.on('end', () => process.stdout.write(JSON.stringify(seen()))).resume();
