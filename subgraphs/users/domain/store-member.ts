export const storeMemberRoles = ['ADMIN', 'MEMBER', 'SUPPORT', 'GUEST'] as const;

export type StoreMemberRole = (typeof storeMemberRoles)[number];
export type StoreMemberStatus = 'INVITED' | 'ACTIVE' | 'REMOVED';

export interface StoreMember {
  id: string;
  storeId: string;
  /** Null until the invitation is accepted. */
  userId: string | null;
  /** Where the invitation went; null for whoever created the store. */
  email: string | null;
  role: StoreMemberRole;
  status: StoreMemberStatus;
  createdAt: Date;
  joinedAt: Date | null;
}
