import type { RestoreOrder, RowsOrder } from '../../shared/contract.ts';

/** What a restore was told, when it does not replace a database. */
export type Order = RestoreOrder | RowsOrder;

/** Rows alone, into a database that exists. */
export const isRows = (order: object): order is RowsOrder => 'into' in order;
