import type { DataExport } from './data-export.ts';
import type { OtpChallenge } from './otp-challenge.ts';
import type { Seller, SellerStatus } from './seller.ts';
import type { StoreMemberStatus } from './store-member.ts';
import type { Store } from './store.ts';
import type { UserStatus } from './user.ts';

/** A refusal as it leaves the graph: the name of its type, a code for programs and a sentence for people. */
const refusal = <const Name extends string, const Code extends string, Rest extends object = object>(
  __typename: Name,
  code: Code,
  message: string,
  rest?: Rest,
) => ({ __typename, code, message, ...(rest as Rest) });

export const localAccountsDisabled = () =>
  refusal('LocalAccountsDisabled', 'LOCAL_ACCOUNTS_DISABLED', 'Log in with the provider this service uses.');

export const invalidCredentials = () =>
  refusal('InvalidCredentials', 'INVALID_CREDENTIALS', 'The address or the password is wrong.');

export const verificationRequired = (challenge: OtpChallenge) =>
  refusal('VerificationRequired', 'VERIFICATION_REQUIRED', 'Enter the code that was sent to you.', { challenge });

export const accountSuspended = () =>
  refusal('AccountSuspended', 'ACCOUNT_SUSPENDED', 'This account is suspended. Write to support.');

export const sessionExpired = () => refusal('SessionExpired', 'SESSION_EXPIRED', 'This session is over. Log in again.');

export const wrongCode = (triesLeft: number) =>
  refusal('WrongCode', 'WRONG_CODE', 'That was not the code. Look again at the newest message.', { triesLeft });

export const codeExpired = () =>
  refusal('CodeExpired', 'CODE_EXPIRED', 'This code is not good any more. Ask for a new one.');

export const codeLocked = () =>
  refusal('CodeLocked', 'CODE_LOCKED', 'There were too many wrong tries. Begin again to receive a new code.');

export const phoneNotVerified = () =>
  refusal('PhoneNotVerified', 'PHONE_NOT_VERIFIED', 'Prove your phone number first: requestOtp with purpose PHONE.');

export const emailTaken = () => refusal('EmailTaken', 'EMAIL_TAKEN', 'Another account has this address.');

export const limitReached = (limit: number, what: string) =>
  refusal('AccountLimitReached', 'ACCOUNT_LIMIT_REACHED', `There may be at most ${limit} ${what}.`, { limit });

export const handleTaken = () =>
  refusal('HandleTaken', 'HANDLE_TAKEN', 'Somebody else has this handle. Choose another.');

export const alreadySeller = (seller: Seller) =>
  refusal('AlreadySeller', 'ALREADY_SELLER', 'You have a shop, or an application for one, already.', { seller });

export const wrongSellerStatus = (status: SellerStatus) =>
  refusal('WrongSellerStatus', 'WRONG_SELLER_STATUS', `This cannot be done with a seller who is ${status}.`, {
    status,
  });

export const wrongUserStatus = (userStatus: UserStatus) =>
  refusal('WrongUserStatus', 'WRONG_USER_STATUS', `This cannot be done with an account that is ${userStatus}.`, {
    userStatus,
  });

export const lastAdministrator = () =>
  refusal('LastAdministrator', 'LAST_ADMINISTRATOR', 'One administrator must remain. Appoint another first.');

export const domainTaken = () => refusal('DomainTaken', 'DOMAIN_TAKEN', 'Another store has this domain.');

export const storeInactive = () => refusal('StoreInactive', 'STORE_INACTIVE', 'This store is shut. Open it first.');

export const lastStoreAdministrator = (stores: Store[]) =>
  refusal(
    'LastStoreAdministrator',
    'LAST_STORE_ADMINISTRATOR',
    'A store must keep one administrator. Appoint another, or shut the store, first.',
    { stores },
  );

export const alreadyStoreMember = () =>
  refusal('AlreadyStoreMember', 'ALREADY_STORE_MEMBER', 'This person is on the team already.');

export const wrongMemberStatus = (status: StoreMemberStatus) =>
  refusal('WrongMemberStatus', 'WRONG_MEMBER_STATUS', `This cannot be done with a member who is ${status}.`, {
    status,
  });

export const invitationInvalid = () =>
  refusal(
    'InvitationInvalid',
    'INVITATION_INVALID',
    'This invitation is not good for you any more. Ask the store for a new one.',
  );

export const apiKeyRevoked = () => refusal('ApiKeyRevoked', 'API_KEY_REVOKED', 'This key was ended before.');

export const dataExportTooSoon = (dataExport: DataExport, availableAt: Date) =>
  refusal('DataExportTooSoon', 'DATA_EXPORT_TOO_SOON', 'There is an export from the last 24 hours.', {
    dataExport,
    availableAt,
  });
