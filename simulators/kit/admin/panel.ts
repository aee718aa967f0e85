export type Tone = 'good' | 'bad' | 'waiting' | 'quiet';

/** A cell of a table; `tone` makes it a badge, `code` sets it in a fixed width; a `note` goes below. */
export type Cell = string | { text: string; tone?: Tone; note?: string; code?: boolean };

/** A field of a form; its value goes into the body under `name`, where dots make objects. */
export interface Field {
  name: string;
  label: string;
  type: 'number' | 'text' | 'list' | 'numbers' | 'checkbox' | 'choice';
  value: string | number | boolean;
  choices?: readonly string[];
  min?: number;
  max?: number;
  step?: number;
}

/** Something to press. `path` is below `/_admin/`; `body` is sent as JSON together with the fields. */
export interface Action {
  label: string;
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: Record<string, unknown>;
  fields?: readonly Field[];
  tone?: Tone;
}

export interface Table {
  id: string;
  title: string;
  columns: readonly string[];
  rows: readonly { cells: readonly Cell[]; actions?: readonly Action[] }[];
  /** How many there are in all. */
  total: number;
  /** What to say where there is none. */
  empty: string;
}

/** What a simulator shows on its admin page besides what all of them have. */
export interface Panel {
  title: string;
  /** What it stands in for, in a sentence. */
  about: string;
  /** Numbers worth a glance. */
  figures(): readonly { label: string; value: string }[];
  tables(): readonly Table[];
}
