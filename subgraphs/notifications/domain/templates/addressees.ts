/** A person whose name is known. */
export interface ToPerson {
  firstName: string;
}

/** A person, as the seller that they are. */
export interface ToSeller extends ToPerson {
  displayName: string;
}

/** The buyer of an order. The name is null for a guest, whose name is not known. */
export interface ToBuyer {
  firstName: string | null;
  /** Number of the order, such as `SO-2026-000123-1`. */
  number: string;
}
