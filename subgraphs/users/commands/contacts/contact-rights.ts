import { requireScope } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../../context.ts';
import { mayChangeContacts, maySeeContacts } from '../../domain/may-see.ts';
import type { accountSuspended } from '../../domain/refusals.ts';
import type { Db } from '../../store/database.ts';
import { findMemberships } from '../../store/store-teams.ts';
import { loadOwnAccount } from '../load-own-account.ts';

type Suspended = ReturnType<typeof accountSuspended>;

/** The author of a change: a user, or an API key of the store. */
export interface ContactsEditor {
  userId: string | null;
  /** True when the editor may change the contacts of the store. */
  mayChange(storeId: string): Promise<boolean>;
  /** True when the editor may see them. */
  maySee(storeId: string): Promise<boolean>;
}

/** True when the viewer sees the contacts of a store. Throws for viewers who see no contacts at all. */
export async function seesContacts(
  { viewer, loaders }: Pick<UsersContext, 'viewer' | 'loaders'>,
  storeId: string,
): Promise<boolean> {
  const reader = requireScope(viewer, 'contacts:read', 'contacts:write');
  if (reader.kind === 'apiKey') return reader.storeId === storeId;
  return maySeeContacts(viewer, await loaders.myMembership.load(storeId));
}

/** Throws FORBIDDEN unless the viewer sees the contacts of a store, also when there is no such store. */
export async function requireContacts(
  context: Pick<UsersContext, 'viewer' | 'loaders'>,
  storeId: string,
): Promise<void> {
  if (!(await seesContacts(context, storeId)))
    throw forbidden('This requires a member of the store with the role ADMIN, MEMBER or SUPPORT.');
}

export const notEditor = () => forbidden('This requires a member of the store with the role ADMIN or MEMBER.');

async function editorOf(context: UsersContext, tx: Db): Promise<ContactsEditor | Suspended> {
  const editor = requireScope(context.viewer, 'contacts:write');
  if (editor.kind === 'apiKey') {
    const isOwn = async (storeId: string): Promise<boolean> => editor.storeId === storeId;
    return { userId: null, mayChange: isOwn, maySee: isOwn };
  }
  const user = await loadOwnAccount(context, tx);
  if (isRefusal(user)) return user;
  const membershipIn = async (storeId: string) => (await findMemberships(tx, user.id, [storeId]))[0] ?? null;
  return {
    userId: user.id,
    mayChange: async (storeId) => mayChangeContacts(context.viewer, await membershipIn(storeId)),
    maySee: async (storeId) => maySeeContacts(context.viewer, await membershipIn(storeId)),
  };
}

/** Runs `work` in a transaction for someone who may change contacts somewhere. `work` must check the store. */
export const asEditor = <Outcome>(
  context: UsersContext,
  work: (tx: Db, editor: ContactsEditor) => Promise<Outcome>,
): Promise<Outcome | Suspended> =>
  prismaTransaction(context.db, async (tx) => {
    const editor = await editorOf(context, tx);
    return isRefusal(editor) ? editor : work(tx, editor);
  });
