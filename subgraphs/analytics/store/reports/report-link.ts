import type { Keys } from '@soko/env/keys';
import { BrokenSeal, seal, unseal } from '@soko/seal';

/** Path of the route for the files of reports. */
export const reportPath = '/report-files';

const purpose = 'report-file';

/** A file that a link opens. */
export interface ReportGrant {
  reportId: string;
  expiresAt: Date;
}

/** URL of the file of a report. Anyone with the URL can read it until it expires. */
export const reportLink = (keys: Keys, publicUrl: string, grant: ReportGrant): string =>
  new URL(`${reportPath}?token=${seal(keys, purpose, JSON.stringify(grant))}`, publicUrl).href;

/** What a token opens, or null for a wrong or expired one. */
export function readReportToken(keys: Keys, token: string, now: Date): ReportGrant | null {
  try {
    const { reportId, expiresAt: written } = JSON.parse(unseal(keys, purpose, token)) as {
      reportId: string;
      expiresAt: string;
    };
    const expiresAt = new Date(written);
    return expiresAt > now ? { reportId, expiresAt } : null;
  } catch (error) {
    if (error instanceof BrokenSeal) return null;
    throw error;
  }
}
