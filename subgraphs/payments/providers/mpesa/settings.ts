/** Account and addresses at Daraja. */
export interface MpesaSettings {
  baseUrl: string;
  consumerKey: string;
  consumerSecret: string;
  shortCode: string;
  passkey: string;
  /** What B2C, status queries and reversals need. Null without: then there are no payouts. */
  initiator: { name: string; password: string; certificate: string } | null;
  /** Shortcode that B2C pays from. */
  payoutShortCode: string;
  /** Public https address of the gateway. */
  callbackBase: string;
  /** Part of the callback addresses that cannot be guessed. */
  callbackToken: string;
  timeoutMs: number;
}

export type CallbackKind = 'stk' | 'b2c' | 'timeout' | 'status' | 'reversal' | 'c2b-validation' | 'c2b-confirmation';

/** The address for a callback; `about` is the id of the collection or disbursement that it concerns. */
export const callbackUrl = (
  { callbackBase, callbackToken }: MpesaSettings,
  kind: CallbackKind,
  about: string,
): string => `${callbackBase.replace(/\/$/, '')}/webhooks/mpesa/${callbackToken}/${kind}/${about}`;

/** Addresses for C2B. Daraja refuses those that contain the word "mpesa". */
export const c2bUrl = ({ callbackBase, callbackToken }: MpesaSettings, kind: CallbackKind): string =>
  `${callbackBase.replace(/\/$/, '')}/webhooks/daraja/${callbackToken}/${kind}`;
