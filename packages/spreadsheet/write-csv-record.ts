/** One record as in https://www.rfc-editor.org/rfc/rfc4180, with its line break. `parseCsvRecord` reads it. */
export const writeCsvRecord = (fields: readonly string[]): string => `${fields.map(writeField).join(',')}\r\n`;

/** Semicolons and tabs are quoted as well: spreadsheets of many countries separate fields by them. */
const writeField = (field: string): string => (/[",;\t\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
