import type { OtpChallenge } from './otp-challenge.ts';

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
