export const storeMemberRoles = ['ADMIN', 'MEMBER', 'SUPPORT', 'GUEST'] as const;

export type StoreMemberRole = (typeof storeMemberRoles)[number];
export type StoreMemberStatus = 'INVITED' | 'ACTIVE' | 'REMOVED';

/** Maximum number of members and open invitations of one store. */
export const maxStoreMembers = 200;

/** Time for which an invitation can be accepted. */
export const invitationLifetimeMs = 7 * 86_400_000;

export interface StoreMember {
  id: string;
  storeId: string;
  /** Null until the invitation is accepted. */
  userId: string | null;
  /** Email address that was invited. Null for the member who created the store. */
  email: string | null;
  role: StoreMemberRole;
  status: StoreMemberStatus;
  createdAt: Date;
  joinedAt: Date | null;
}
