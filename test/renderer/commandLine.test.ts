import { describe, expect, it } from 'vitest';
import { lifeboat } from '../../renderer/commandLine.ts';

describe('a command line', () => {
  it('does not take a name for an option', () => {
    expect(lifeboat('backup', '--all')).toBe('lifeboat backup -- --all');
    expect(lifeboat('backup', 'nightly')).toBe('lifeboat backup nightly');
  });
});
