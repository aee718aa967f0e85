/**
 * Kinds of values. A number is a decimal, written as it is given; a time is ISO 8601 in UTC; a day is `YYYY-MM-DD`. Only a text
 * can hold what a person wrote.
 */
export type ColumnKind = 'text' | 'number' | 'time' | 'day';

export interface Column {
  name: string;
  kind: ColumnKind;
}

/** The values of a row, in order of the columns. Null for an empty cell. */
export type Row = readonly (string | null)[];
