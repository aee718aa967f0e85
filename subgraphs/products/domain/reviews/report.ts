export type ReportKind = 'REVIEW' | 'LISTING';

/** Reasons that people choose. */
export const reasonsOfPeople = [
  'ABUSE',
  'FRAUD',
  'SPAM',
  'FORBIDDEN_GOODS',
  'COUNTERFEIT',
  'PERSONAL_DATA',
  'OTHER',
] as const;

/** What the automatic checks find in a text. */
export type Mark = 'LINK' | 'CONTACT_DATA';

export type ReportReason = (typeof reasonsOfPeople)[number] | Mark;

export type ReportStatus = 'OPEN' | 'UPHELD' | 'DISMISSED';

export type ReportDecision = 'UPHOLD' | 'DISMISS';

/** A report of a review or a product to support. */
export interface ContentReport {
  id: string;
  kind: ReportKind;
  /** Id of the review or the product. */
  subjectId: string;
  /** Id of the person, `checks`, or the id of the report after the person was erased. */
  reporterId: string;
  reason: ReportReason;
  text: string | null;
  status: ReportStatus;
  decisionNote: string | null;
  createdAt: Date;
  decidedAt: Date | null;
}

/** The reporter of the automatic checks. */
export const checks = 'checks';

/** The person who reported. Null for the automatic checks, and after the person was erased. */
export const reporterOf = ({ id, reporterId }: Pick<ContentReport, 'id' | 'reporterId'>): string | null =>
  reporterId === checks || reporterId === id ? null : reporterId;

export const statusAfter = (decision: ReportDecision): Exclude<ReportStatus, 'OPEN'> =>
  decision === 'UPHOLD' ? 'UPHELD' : 'DISMISSED';
