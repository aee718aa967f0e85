import type { Role } from '@soko/auth';

export const userStatuses = ['PENDING_VERIFICATION', 'ACTIVE', 'SUSPENDED', 'ERASED'] as const;

export type UserStatus = (typeof userStatuses)[number];

/** Allowed length of a first or last name. */
export const personNameLength = { max: 100 } as const;

/** A person with an account. The password hash is not part of it: see `findUserWithPassword`. */
export interface User {
  id: string;
  /** Lower case; null once erased. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string;
  /** IANA name. Null until the person gives it. */
  timeZone: string | null;
  roles: Role[];
  status: UserStatus;
  twoStepLogIn: boolean;
  emailVerifiedAt: Date | null;
  phoneVerifiedAt: Date | null;
  lastLoggedInAt: Date | null;
  /** Counts the losses of rights. Access tokens of an earlier version are refused. */
  accessVersion: number;
  version: number;
  createdAt: Date;
}

/** A user whose account is not erased, so that there is an email address. */
export type ReachableUser = User & { email: string; firstName: string; lastName: string };

export const isReachable = (user: User): user is ReachableUser => user.email !== null;

const nextStatuses: Record<UserStatus, readonly UserStatus[]> = {
  PENDING_VERIFICATION: ['ACTIVE', 'ERASED'],
  ACTIVE: ['SUSPENDED', 'ERASED'],
  SUSPENDED: ['ACTIVE', 'ERASED'],
  ERASED: [],
};

/** True when the state diagram has an arrow between the two statuses. */
export const mayBecome = (from: UserStatus, to: UserStatus): boolean => nextStatuses[from].includes(to);

/** The public name of a user: `Amina O.`, or `Former member` once the account is erased. */
export function displayNameOf(user: Pick<User, 'firstName' | 'lastName'>): string {
  if (user.firstName === null) return 'Former member';
  const initial = Array.from(user.lastName ?? '')[0];
  return initial === undefined ? user.firstName : `${user.firstName} ${initial}.`;
}
