/** What a one-time code is for. */
export type CodePurpose = 'SIGNUP' | 'LOGIN' | 'WITHDRAW' | 'RESET' | 'EMAIL_CHANGE' | 'PHONE';

interface Code {
  purpose: CodePurpose;
  /** Six digits. */
  code: string;
  /** How long it works, counted from when it was asked for. */
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

/** Every text there is, and what has to be known to write it. */
export interface TemplateData {
  'one-time-code': Code;
  'one-time-code-sms': Code;
  welcome: ToPerson;
  'sign-up-attempted': ToPerson;
  'password-changed': ToPerson & { by: 'OWNER' | 'RESET' };
  'email-changed': ToPerson & { email: string };
  'session-reused': ToPerson;
  'account-suspended': ToPerson & { reason: string };
  'account-reinstated': ToPerson;
  'data-export-ready': { downloadUrl: string; expiresAt: Date };
  'seller-applied': ToSeller;
  'seller-approved': ToSeller & { handle: string };
  'seller-rejected': Decision;
  'seller-suspended': Decision;
  'seller-reinstated': ToSeller;
  'seller-closed': Decision;
  'store-invitation': { storeName: string; role: string; token: string; expiresAt: Date };
}

export type TemplateName = keyof TemplateData;

/** A text as a reader sees it. `subject` is null for an SMS. */
export interface Text {
  subject: string | null;
  body: string;
}

/** All texts in one language. */
export type Templates = { readonly [Name in TemplateName]: (data: TemplateData[Name]) => Text };
