import { z } from 'zod';
import { personal } from './personal.ts';
import { topic } from './topic.ts';

const role = z.enum(['CUSTOMER', 'SELLER', 'WAREHOUSE', 'COURIER', 'TRADER', 'SUPPORT', 'ADMIN']);
const email = personal(z.string().describe('Where to write to the person.'));
const locale = z.string().describe('The language the person reads, a BCP 47 tag.');
const firstName = personal(z.string().describe('How to address the person.'));

export const usersUser = topic('users.user', 'What happens to a person’s account', {
  registered: z.object({ email, firstName, locale, roles: z.array(role) }),
  sign_up_attempted: z
    .object({ email, firstName, locale })
    .describe('Somebody signed up with the address of an account that exists; its owner is told.'),
  verified: z.object({}).describe('The address of the account is proven: it is in use from now on.'),
  logged_in: z.object({ sessionId: z.string() }),
  contact_changed: z
    .object({
      email,
      previousEmail: personal(
        z.string().nullable().describe('The address until now, when it changed: it is told as well.'),
      ),
      phone: personal(z.string().nullable().describe('A proven number, E.164.')),
      firstName,
      locale,
    })
    .describe('The whole of how to reach the person, after a change of any of it.'),
  password_changed: z.object({ by: z.enum(['OWNER', 'RESET']), email, firstName, locale }),
  roles_changed: z.object({ roles: z.array(role), previousRoles: z.array(role) }),
  suspended: z.object({ reason: z.string() }),
  reinstated: z.object({}),
  erased: z.object({}).describe('Forget whatever identifies the person.'),
  data_export_ready: z.object({
    exportId: z.string(),
    email,
    locale,
    downloadUrl: z.string().describe('Sealed for the purpose `data-export`.'),
    expiresAt: z.iso.datetime(),
  }),
});
