import type { Money } from '@soko/money';

/** Purpose of a one-time code. */
export type CodePurpose = 'SIGNUP' | 'LOGIN' | 'WITHDRAW' | 'RESET' | 'EMAIL_CHANGE' | 'PHONE';

interface Code {
  purpose: CodePurpose;
  /** Six digits. */
  code: string;
  /** Minutes from the request until the code expires. */
  minutes: number;
}

interface ToPerson {
  firstName: string;
}

interface ToSeller extends ToPerson {
  displayName: string;
}

interface Decision extends ToSeller {
  reason: string | null;
}

/** Templates about wallets and responsible gaming, with the data they need. */
export interface WalletTemplateData {
  /** `credited` is what the wallet got: the amount without excise. */
  'deposit-received': ToPerson & { credited: Money; excise: Money };
  'deposit-in-review': ToPerson & { received: Money; amount: Money };
  /** `paid` is what the person gets: the amount without the tax that was withheld. */
  'withdrawal-paid': ToPerson & { paid: Money; withholding: Money };
  'withdrawal-failed': ToPerson & { amount: Money; reason: string };
  'withdrawal-under-review': ToPerson & { amount: Money };
  /** `paid` of corrections is the difference, so that it can be below zero. */
  'bets-settled': ToPerson & {
    day: Date;
    totals: { bets: number; won: number; corrected: number; stake: Money; paid: Money }[];
  };
  /** `until` is null for a permanent exclusion. */
  excluded: ToPerson & { kind: 'TIME_OUT' | 'SELF_EXCLUSION'; until: Date | null; by: 'USER' | 'SUPPORT' };
  /** `limit` is null when there is none any more. */
  'limit-changed': ToPerson & {
    kind: 'DEPOSIT' | 'STAKE' | 'LOSS';
    period: 'DAY' | 'WEEK' | 'MONTH';
    limit: Money | null;
  };
}

/** Every template, with the data it needs. */
export interface TemplateData extends WalletTemplateData {
  'one-time-code': Code;
  'one-time-code-sms': Code;
  welcome: ToPerson;
  'sign-up-attempted': ToPerson;
  'password-changed': ToPerson & { by: 'OWNER' | 'RESET' };
  'email-changed': ToPerson & { email: string };
  'session-reused': ToPerson;
  'log-ins-refused': ToPerson;
  'account-suspended': ToPerson & { reason: string };
  'account-reinstated': ToPerson;
  'data-export-ready': { downloadUrl: string; expiresAt: Date };
  'goods-ready': { firstName: string; number: string; titles: string };
  'goods-ready-for-guest': { number: string; titles: string };
  /** `about` is the title of a product or the number of an order. */
  'message-waiting': ToPerson & { unread: number; about: string };
  'seller-applied': ToSeller;
  'seller-approved': ToSeller & { handle: string };
  'seller-rejected': Decision;
  'seller-suspended': Decision;
  'seller-reinstated': ToSeller;
  'seller-closed': Decision;
  'store-invitation': { storeName: string; role: string; token: string; expiresAt: Date };
}

export type TemplateName = keyof TemplateData;

/** A rendered text. `subject` is null for an SMS. */
export interface Text {
  subject: string | null;
  body: string;
}

/** All templates of one language. */
export type Templates = { readonly [Name in TemplateName]: (data: TemplateData[Name]) => Text };
