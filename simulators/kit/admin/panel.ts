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

/** A button. `path` is below `/_admin/`; `body` is sent as JSON together with the fields. */
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
  /** Total number. */
  total: number;
  /** Text for an empty list. */
  empty: string;
}

/** The part of the admin page that is specific to a simulator. */
export interface Panel {
  title: string;
  /** One sentence about the simulated system. */
  about: string;
  /** Figures at the top of the page. */
  figures(): readonly { label: string; value: string }[];
  tables(): readonly Table[];
}
