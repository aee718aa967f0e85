/** A part of a mail: a paragraph, a code, a link, or a table of labels and values. */
export type Block =
  | string
  | { kind: 'code'; label: string; code: string }
  | { kind: 'link'; label: string; url: string }
  /** A picture without a look of its own, whose loading is counted. It is in the HTML alone. */
  | { kind: 'pixel'; url: string }
  | { kind: 'facts'; rows: readonly (readonly [label: string, value: string])[] };

/** A rendered text. */
export interface Text {
  /** Null for an SMS. */
  subject: string | null;
  body: string;
  /** The blocks of the body, for HTML. Empty for an SMS. */
  content: readonly Block[];
}
