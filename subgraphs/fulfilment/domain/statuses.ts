export type PackagingStatus = 'NEW' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED';

export type DeliveryStatus = 'NEW' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';

export type ReservationStatus = 'HELD' | 'COMMITTED' | 'PICKED' | 'RELEASED' | 'EXPIRED';

/** One status change of a package or a delivery. `by` is the id of a viewer or the name of a service. */
export interface StatusChange<Status extends string = string> {
  at: Date;
  from: Status | null;
  to: Status;
  by: string;
  reason: string | null;
}
