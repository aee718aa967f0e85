/** An entity of another subgraph, of which this one knows the id. */
export interface Reference {
  id: string;
}

/** An order, with the proof that a guest may see what belongs to it. */
export interface OrderReference extends Reference {
  guestGrant?: string | null;
}
