/** One wallet, owned by the user who created it. */
export interface Wallet {
  id: string;
  ownerId: string;
  name: string;
  createdAt: Date;
}
