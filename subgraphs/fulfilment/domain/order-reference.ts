/** An order, with the proof that a guest may see it. */
export interface OrderReference {
  id: string;
  guestGrant?: string | null;
}
