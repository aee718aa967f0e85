/** One step of a package or a delivery; `by` is an id or the name of a service. */
export interface StatusChange<Status extends string = string> {
  at: Date;
  from: Status | null;
  to: Status;
  by: string;
  reason: string | null;
}
