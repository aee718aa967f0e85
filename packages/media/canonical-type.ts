/** Other names of the accepted types. Browsers name CSV files after the spreadsheet program that is installed. */
const otherNames: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'application/csv': 'text/csv',
  'application/vnd.ms-excel': 'text/csv',
  'text/comma-separated-values': 'text/csv',
  'text/x-csv': 'text/csv',
  'application/ndjson': 'application/x-ndjson',
  'application/jsonl': 'application/x-ndjson',
};

/** The media type without parameters such as `charset`, in its usual name: `Text/CSV; charset=utf-8` → `text/csv`. */
export function canonicalType(mimeType: string): string {
  const type = mimeType.split(';', 1)[0]!.trim().toLowerCase();
  return otherNames[type] ?? type;
}
