export { type Column, type ColumnKind, type Row } from './column.ts';
export { deflateText, inflateText } from './deflate.ts';
export { withFormulaGuard, withoutFormulaGuard } from './formula-guard.ts';
export { type TableFormat, tableFormats } from './table-formats.ts';
export { type Sheet, writeWorkbook } from './workbook.ts';
export { writeCsvRecord } from './write-csv-record.ts';
