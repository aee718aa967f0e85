/** Fields of every record. Records are the simulator's state; `render` turns them into Stripe's objects. */
export interface Common {
  id: string;
  /** Connected account of the record; null for the platform. */
  account: string | null;
  /** Unix seconds of the simulator's clock. */
  createdAt: number;
}

export type Metadata = Record<string, string>;
