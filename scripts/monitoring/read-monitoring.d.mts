/** A query in PromQL, and the board or rule that has it. */
export interface Query {
  where: string;
  expr: string;
}

/** A rule of Prometheus. `row` is what docs/operating.md calls it. */
export interface Alert {
  name: string;
  expr: string;
  row: string;
}

export const rulesFile: string;
export function readAlerts(): Alert[];
/** The queries of all boards and rules. */
export function readQueries(): Query[];
/** The metrics of Soko and of its processes in a query, histograms without the endings of their series. */
export function metricsIn(expr: string): string[];
