/** One sample, owned by the user who created it. */
export interface Sample {
  id: string;
  ownerId: string;
  name: string;
  createdAt: Date;
}
