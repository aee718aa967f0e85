import { until } from '@soko/testing';

/** A mail as the simulated mail server received it. */
export interface ReceivedMail {
  subject: string;
  text: string;
  headers: { name: string; value: string }[];
}

function addressOfMail(): string {
  // oxlint-disable-next-line node/no-process-env
  const address = process.env['SOKO_MAIL_ADMIN'];
  if (address === undefined) throw new Error('SOKO_MAIL_ADMIN is not set: this Soko mails through another server.');
  return address;
}

/** The mail to an address whose text has `pattern`, and what its first group caught. */
export const deliveredMail = (to: string, pattern: RegExp): Promise<{ mail: ReceivedMail; caught: string }> =>
  until(
    `a delivered mail to ${to} with ${pattern}`,
    async () => {
      const answer = await fetch(`${addressOfMail()}/mails?to=${encodeURIComponent(to)}`);
      const { data } = (await answer.json()) as { data: ReceivedMail[] };
      for (const mail of data) {
        const caught = pattern.exec(mail.text)?.[1];
        if (caught !== undefined) return { mail, caught };
      }
      return null;
    },
    60_000,
  );
