export function registerDocuments(options: {
  /** The manifest so far. */
  known: string;
  /** The schema in its own language. */
  schema: string;
  /** Names and texts. */
  files: readonly (readonly [name: string, text: string])[];
}): { manifest: string; added: number; problems: string[] };
