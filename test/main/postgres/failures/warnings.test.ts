import { describe, expect, it } from 'vitest';
import { parseWarnings } from '../../../../main/postgres/failures/warnings.ts';

describe('warnings', () => {
  it('gathers each with its details and hints, once', () => {
    const circular = [
      'pg_dump: warning: there are circular foreign-key constraints among these tables:',
      'pg_dump: detail: c1',
      'pg_dump: detail: c2',
      'pg_dump: hint: You might not be able to restore the dump without using --disable-triggers or temporarily dropping the constraints.',
      'pg_dump: hint: Consider using a full dump instead of a --data-only dump to avoid this problem.',
    ].join('\n');
    const collation = 'WARNING:  database "d" has no actual collation version, but a version was recorded';
    expect(
      parseWarnings(
        `${collation}\npg_dump: reading extensions\n${circular}\n${circular}\npg_dump: error: no\npg_dump: detail: of an error\n`,
      ),
    ).toEqual([
      'database "d" has no actual collation version, but a version was recorded',
      'there are circular foreign-key constraints among these tables: c1, c2 Hint: You might not be able to restore the dump without using --disable-triggers or temporarily dropping the constraints. Hint: Consider using a full dump instead of a --data-only dump to avoid this problem.',
    ]);
  });

  it('takes no error, notice or verbose line for a warning', () => {
    expect(
      parseWarnings(
        'NOTICE:  x\npg_dump: error: y\npg_dump: detail: z\npg_dump: dumping contents of table "public.warning"\n',
      ),
    ).toEqual([]);
    expect(parseWarnings('')).toEqual([]);
  });

  it('bounds their number and length', () => {
    const many = Array.from({ length: 200 }, (_, i) => `pg_restore: warning: ${i} ${'x'.repeat(2000)}`).join('\n');
    expect(parseWarnings(many)).toHaveLength(50);
    expect(parseWarnings(many)[0]).toHaveLength(500);
  });
});
