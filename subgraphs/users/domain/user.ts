import type { Role } from '@soko/auth';

export const userStatuses = ['PENDING_VERIFICATION', 'ACTIVE', 'SUSPENDED', 'ERASED'] as const;

export type UserStatus = (typeof userStatuses)[number];

/** A person with an account. The password is not part of it: see `store/credentials.ts`. */
export interface User {
  id: string;
  /** Lower case; null once erased. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string;
  roles: Role[];
  status: UserStatus;
  twoStepLogIn: boolean;
  emailVerifiedAt: Date | null;
  phoneVerifiedAt: Date | null;
  lastLoggedInAt: Date | null;
  version: number;
  createdAt: Date;
}

/** A person who was not erased can be written to. */
export type ReachableUser = User & { email: string; firstName: string; lastName: string };

export const isReachable = (user: User): user is ReachableUser => user.email !== null;

const next: Record<UserStatus, readonly UserStatus[]> = {
  PENDING_VERIFICATION: ['ACTIVE', 'ERASED'],
  ACTIVE: ['SUSPENDED', 'ERASED'],
  SUSPENDED: ['ACTIVE', 'ERASED'],
  ERASED: [],
};

/** Whether an account may go from one status to another. */
export const mayBecome = (from: UserStatus, to: UserStatus): boolean => next[from].includes(to);

/** How others see a person: `Amina O.`; whoever was erased is nobody in particular. */
export function displayNameOf(user: Pick<User, 'firstName' | 'lastName'>): string {
  if (user.firstName === null) return 'Former member';
  const initial = Array.from(user.lastName ?? '')[0];
  return initial === undefined ? user.firstName : `${user.firstName} ${initial}.`;
}
