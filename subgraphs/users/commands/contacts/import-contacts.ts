import { badUserInput, notFound } from '@soko/errors';
import type { UsersContext } from '../../context.ts';
import { joinTags, maxContacts, maxTags, readTags } from '../../domain/contacts/contact.ts';
import {
  type ContactRow,
  maxImportLength,
  maxImportRows,
  readContactFile,
  type RowFault,
} from '../../domain/contacts/read-contact-file.ts';
import { type accountSuspended, contactFileRefused, limitReached } from '../../domain/refusals.ts';
import { countWritten, lockContactsOf } from '../../store/contacts/contacts.ts';
import { type KnownAddress, lockByEmails, saveImported } from '../../store/contacts/import-contacts.ts';
import { asEditor, notEditor } from './contact-rights.ts';

export interface ImportContactsInput {
  storeId: string;
  csv: string;
  tags?: readonly string[] | null | undefined;
}

interface ContactImport {
  __typename: 'ContactImport';
  added: number;
  changed: number;
  unchanged: number;
  failed: number;
  faults: RowFault[];
}

/** Number of faults that are returned. */
const maxFaults = 100;

interface Change {
  row: ContactRow;
  isNew: boolean;
}

/** What a row adds to what is known of its address. Null when it is nothing, or a fault. */
function changeBy(row: ContactRow, known: KnownAddress | undefined): Change | RowFault | null {
  if (known === undefined) return { row, isNew: true };
  const tags = joinTags(known.tags, row.tags);
  if (tags.length > maxTags) return { line: row.line, message: `A contact has at most ${maxTags} tags.` };
  const name = row.name ?? known.name;
  if (name === known.name && tags.length === known.tags.length) return null;
  return { row: { ...row, name, tags }, isNew: false };
}

/** Writes down the people of a CSV file. A repeat changes nothing. */
export async function importContacts(
  context: UsersContext,
  { storeId, csv, ...input }: ImportContactsInput,
): Promise<ContactImport | ReturnType<typeof accountSuspended | typeof contactFileRefused | typeof limitReached>> {
  if (csv.length > maxImportLength) throw badUserInput('The file must have at most 300,000 characters.', 'csv');
  const file = readContactFile(csv, readTags(input.tags ?? [], 0));
  return asEditor(context, async (tx, editor) => {
    if (!(await editor.mayChange(storeId))) throw notEditor();
    if ('message' in file) return contactFileRefused(file.message);
    const { rows } = file;
    if (rows.length + file.faults.length > maxImportRows) return limitReached(maxImportRows, 'rows');
    if (!(await lockContactsOf(tx, storeId))) throw notFound('The store');
    const known = await lockByEmails(
      tx,
      storeId,
      rows.map(({ email }) => email),
    );
    const changes = rows.map((row) => changeBy(row, known.get(row.email)));
    const faults = [...file.faults, ...changes.filter((each) => each !== null && 'message' in each)];
    const saved = changes.filter((each) => each !== null && 'row' in each);
    const added = saved.filter(({ isNew }) => isNew).length;
    if ((await countWritten(tx, storeId)) + added > maxContacts) return limitReached(maxContacts, 'contacts');
    await saveImported(
      tx,
      storeId,
      saved.map(({ row }) => row),
      context.now(),
    );
    return {
      __typename: 'ContactImport' as const,
      added,
      changed: saved.length - added,
      unchanged: changes.filter((each) => each === null).length,
      failed: faults.length,
      faults: faults.slice(0, maxFaults),
    };
  });
}
