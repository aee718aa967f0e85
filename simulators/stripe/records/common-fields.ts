/** What every record has. Records are what the simulator remembers; `render` makes Stripe's objects of them. */
export interface Common {
  id: string;
  /** The connected account it belongs to; null for the platform. */
  account: string | null;
  /** Unix seconds of the simulator's clock. */
  createdAt: number;
}

export type Metadata = Record<string, string>;
