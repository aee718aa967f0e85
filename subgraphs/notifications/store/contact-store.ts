import type { PrismaClient } from '../generated/prisma/client.ts';

/** How to reach a person. */
export interface Contact {
  userId: string;
  email: string;
  firstName: string;
  locale: string;
}

export type ContactStore = ReturnType<typeof createContactStore>;

export const createContactStore = (prisma: PrismaClient) => ({
  /** The contact of a person: null for one who was erased, undefined while nothing is known. */
  async find(userId: string): Promise<Contact | null | undefined> {
    const row = await prisma.contact.findUnique({ where: { userId } });
    if (row === null) return undefined;
    const { email, firstName, locale } = row;
    return email === null ? null : { userId, email, firstName: firstName ?? '', locale };
  },

  /** Keeps a contact, unless it is known from a later version of the account. */
  async save({ userId, email, firstName, locale }: Contact, version: number): Promise<void> {
    await prisma.$executeRaw`
      INSERT INTO contacts (user_id, email, first_name, locale, version)
      VALUES (${userId}, ${email}, ${firstName}, ${locale}, ${version})
      ON CONFLICT (user_id) DO UPDATE
        SET email = excluded.email, first_name = excluded.first_name, locale = excluded.locale, version = excluded.version
        WHERE contacts.version <= excluded.version`;
  },

  /** Empties a contact for good. */
  async forget({ userId, version }: { userId: string; version: number }): Promise<void> {
    await prisma.$executeRaw`
      INSERT INTO contacts (user_id, locale, version) VALUES (${userId}, 'en', ${version})
      ON CONFLICT (user_id) DO UPDATE
        SET email = NULL, first_name = NULL, locale = 'en', version = greatest(contacts.version, excluded.version)`;
  },
});
