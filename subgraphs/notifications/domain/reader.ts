/** A person whom a message is for. */
export interface Reader {
  /** Null for a guest. */
  userId: string | null;
  email: string;
  locale: string;
  /** Null for a guest. */
  firstName: string | null;
}
