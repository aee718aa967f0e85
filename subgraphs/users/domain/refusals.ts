import { refuse } from '@soko/refusals';
import type { DataExport } from './data-export.ts';
import type { OtpChallenge } from './otp-challenge.ts';
import type { Seller, SellerStatus } from './seller.ts';
import type { SegmentFault } from './segments/segment.ts';
import type { StoreAccount } from './store-account.ts';
import type { StoreMemberStatus } from './store-team.ts';
import type { UserStatus } from './user.ts';

export const localAccountsDisabled = () =>
  refuse('LocalAccountsDisabled', 'Passwords are disabled here. Log in with the external identity provider.');

export const invalidCredentials = () => refuse('InvalidCredentials', 'The email address or the password is wrong.');

export const verificationRequired = (challenge: OtpChallenge) =>
  refuse('VerificationRequired', 'Enter the code that was sent to you by email.', { challenge });

export const accountSuspended = () => refuse('AccountSuspended', 'This account is suspended. Contact support.');

export const sessionExpired = () => refuse('SessionExpired', 'This session has ended. Log in again.');

export const wrongCode = (triesLeft: number) =>
  refuse(
    'WrongCode',
    triesLeft === 0
      ? 'The code is wrong, and this was the last try. Request a new code.'
      : 'The code is wrong. Use the code from the latest message.',
    { triesLeft },
  );

export const codeExpired = () => refuse('CodeExpired', 'This code has expired. Request a new one.');

/** For those who have the right code: it opens nothing twice. */
export const codeUsed = (next: string) => refuse('CodeExpired', `This code was already used. ${next}`);

export const codeLocked = () => refuse('CodeLocked', 'Too many wrong codes were entered. Request a new code.');

export const phoneNotVerified = () =>
  refuse('PhoneNotVerified', 'Verify the phone number first: call `requestOtp` with the purpose PHONE.');

export const emailTaken = () => refuse('EmailTaken', 'Another account uses this email address. Choose another.');

export const limitReached = (limit: number, items: string) =>
  refuse('AccountLimitReached', `The limit of ${limit} ${items} is reached.`, { limit });

export const handleTaken = () => refuse('HandleTaken', 'Another seller uses this handle. Choose another.');

export const alreadySeller = (seller: Seller) =>
  refuse('AlreadySeller', 'This user is already a seller or has an open application.', { seller });

export const wrongSellerStatus = (status: SellerStatus) =>
  refuse('WrongSellerStatus', `This is not possible while the seller's status is ${status}.`, { status });

export const wrongUserStatus = (userStatus: UserStatus) =>
  refuse('WrongUserStatus', `This is not possible while the account's status is ${userStatus}.`, { userStatus });

export const lastAdministrator = () =>
  refuse('LastAdministrator', 'Soko must keep one administrator. Grant the role ADMIN to another user first.');

export const domainTaken = () => refuse('DomainTaken', 'Another store uses this domain. Choose another.');

export const storeInactive = () => refuse('StoreInactive', 'This store is inactive. Activate it first.');

export const storePlanDeclined = (declineCode: string, message: string) =>
  refuse('StorePlanDeclined', message, { declineCode });

export const storePlanNotForSale = () =>
  refuse('StorePlanNotForSale', 'This plan is not sold by card. Contact support.');

export const storePlanAgreed = () =>
  refuse('StorePlanAgreed', 'The plan of this store was agreed with Soko. Contact support to change it.');

export const storePlanPaidByOther = () =>
  refuse(
    'StorePlanPaidByOther',
    'Another person pays for the plan of this store. Only they can renew it or change its card. End it with `TRIAL`, and choose it again once it has ended.',
  );

export const storePlanNotPaid = () =>
  refuse('StorePlanNotPaid', 'No card pays for the plan of this store. Choose the plan with `changeStorePlan`.');

export const storePlanPaid = () =>
  refuse('StorePlanPaid', 'This store pays for its plan by card. Its administrators end it with `changeStorePlan`.');

export const lastStoreAdministrator = (stores: StoreAccount[]) =>
  refuse(
    'LastStoreAdministrator',
    'A store must keep one administrator. Appoint another administrator or deactivate the store first.',
    { stores },
  );

export const alreadyStoreMember = () => refuse('AlreadyStoreMember', 'This person is already a member of the team.');

export const wrongMemberStatus = (status: StoreMemberStatus) =>
  refuse('WrongMemberStatus', `This is not possible while the member's status is ${status}.`, { status });

export const invitationInvalid = () =>
  refuse('InvitationInvalid', 'This invitation is not valid for this account. Ask the store for a new one.');

export const apiKeyRevoked = () => refuse('ApiKeyRevoked', 'This API key is already revoked.');

export const dataExportTooSoon = (dataExport: DataExport, availableAt: Date) =>
  refuse('DataExportTooSoon', 'An export was requested in the last 24 hours. Use it, or request another one later.', {
    dataExport,
    availableAt,
  });

export const contactFileRefused = (message: string) => refuse('ContactFileRefused', message);

export const segmentNotReadable = ({ message, position }: SegmentFault) =>
  refuse('SegmentNotReadable', message, { position });

export const segmentNameTaken = () =>
  refuse('SegmentNameTaken', 'Another segment of the store has this name. Choose another.');
