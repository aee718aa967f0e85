/** A rule that the rows of one database must keep. A broken rule means a fault in the code, or a change by hand. */
export interface Invariant {
  /** Name within the subgraph, such as `lines-add-up`. */
  name: string;
  /** The rule as a sentence. */
  rule: string;
  /**
   * Selects the rows that break the rule: `subject` (the id) and `found` (the wrong values, as text). The one row of
   * `bounds` has two times: `since`, from which rows are checked, and `settled`: work that began before it must have ended.
   */
  sql: string;
}

export interface Bounds {
  since: Date;
  settled: Date;
}
