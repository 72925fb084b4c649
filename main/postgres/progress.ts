/** Said by pg_dump and pg_restore with `-v`, when a table's turn comes. */
const TABLE_STARTS = /^pg_(?:dump: dumping contents of|restore: processing data for) table "(.*)"$/;

/** The table (`schema.name`) that a line of commentary says is next; null for every other line. */
export function startedTable(line: string): string | null {
  return TABLE_STARTS.exec(line)?.[1] ?? null;
}

export interface TableProgress {
  /** To be called for each line; true when the line moved something. */
  line(text: string): boolean;
  /** Bytes of output so far; they tell how far the current table is. */
  bytes(total: number): void;
  readonly object: string | null;
  /** 0 to 1, never falling; null without sizes to weigh by. */
  fraction(): number | null;
}

/**
 * How far a dump or restore is, by the sizes of the tables whose turn has come. Within a table, output is compared with what the
 * finished tables gave per byte of their size; with parallel jobs the tables under way all count half.
 */
export function trackTables(sizes: ReadonlyMap<string, number>): TableProgress {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const started = new Set<string>();
  let object: string | null = null;
  let finishedSize = 0;
  let currentSize = 0;
  let bytes = 0;
  let bytesAtStart = 0;
  let highest = 0;

  const withinCurrent = () => {
    if (currentSize === 0) return 0;
    const ratio = finishedSize > 0 && bytesAtStart > 0 ? bytesAtStart / finishedSize : 0.5;
    return Math.min(0.95, (bytes - bytesAtStart) / Math.max(1, currentSize * ratio)) * currentSize;
  };
  return {
    line(text) {
      const table = startedTable(text);
      if (table === null || started.has(table)) return false;
      started.add(table);
      finishedSize += currentSize;
      currentSize = sizes.get(table) ?? 0;
      bytesAtStart = bytes;
      object = table;
      return true;
    },
    bytes(value) {
      bytes = value;
    },
    get object() {
      return object;
    },
    fraction() {
      if (total === 0) return null;
      highest = Math.max(highest, Math.min(1, (finishedSize + withinCurrent()) / total));
      return highest;
    },
  };
}
