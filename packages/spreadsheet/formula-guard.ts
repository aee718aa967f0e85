/** Spreadsheets run a cell that begins with one of these as a formula. The last four are the full-width forms. */
const formula = /^'*[=+\-@\t\r＝＋－＠]/u;

/** The cell with an apostrophe in front if a spreadsheet would run it: https://owasp.org/www-community/attacks/CSV_Injection */
export const withFormulaGuard = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** The cell as it was before `withFormulaGuard`. */
export const withoutFormulaGuard = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
