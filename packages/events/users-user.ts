import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const role = z.enum(['CUSTOMER', 'SELLER', 'WAREHOUSE', 'COURIER', 'TRADER', 'SUPPORT', 'ADMIN']);
const email = personal(z.string().describe('Email address of the person.'));
const locale = z.string().describe('Language of the person, a BCP 47 tag.');
const timeZone = personal(
  z.string().nullable().optional().describe('Time zone of the person, an IANA name. Null or missing: not known.'),
);
const firstName = personal(z.string().describe('First name, for the salutation.'));

/** Subject: the person's id. */
export const usersUser = topic(
  'users.user',
  'Accounts of people',
  {
    registered: z.object({ email, firstName, locale, timeZone, roles: z.array(role) }),
    sign_up_attempted: z
      .object({ email, firstName, locale })
      .describe('A sign-up used the address of an existing account. Its owner is notified.'),
    verified: z.object({}).describe('The email address is verified, and the account is in use.'),
    logged_in: z.object({ sessionId: z.string() }),
    logged_in_with_new_device: z
      .object({
        sessionId: z.string(),
        device: personal(z.string().nullable().describe('Name such as `Firefox on Linux`. Null when it is not known.')),
      })
      .describe(
        'Published beside `logged_in` when the program or the network was not used before. Not for the first log-in.',
      ),
    log_ins_refused: z
      .object({})
      .describe('Many wrong passwords were tried from unknown addresses. The owner is notified, at most once a day.'),
    contact_changed: z
      .object({
        email,
        previousEmail: personal(
          z
            .string()
            .nullable()
            .describe('The email address before the change, which is notified as well. Null when it stayed the same.'),
        ),
        phone: personal(z.string().nullable().describe('Verified phone number in E.164 format.')),
        firstName,
        locale,
        timeZone,
      })
      .describe('All contact data after a change of any of it.'),
    password_changed: z.object({ by: z.enum(['OWNER', 'RESET']), email, firstName, locale }),
    roles_changed: z.object({ roles: z.array(role), previousRoles: z.array(role) }),
    country_changed: z
      .object({
        country: personal(
          z.string().nullable().describe('ISO 3166-1 code. Null when the person has no address any more.'),
        ),
      })
      .describe('The default address of the person is in another country than before, or is the first one.'),
    suspended: z.object({ reason: z.string() }),
    reinstated: z.object({}),
    erased: z.object({}).describe('Consumers must delete all data that identifies the person.'),
    data_export_ready: z.object({
      exportId: z.string(),
      email,
      locale,
      downloadUrl: z.string().describe('URL of the file, sealed for the purpose `data-export`.'),
      expiresAt: z.iso.datetime(),
    }),
    data_export_failed: z
      .object({ exportId: z.string() })
      .describe('The data could not be collected. The person can request a new export at once.'),
  },
  { personOf: ({ subject }) => subject },
);
