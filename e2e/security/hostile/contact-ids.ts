import type { Client } from '../../harness/client.ts';

/** Contacts and segments of a store. The second of each may be deleted. */
export async function contactsOf(seller: Client, storeId: string): Promise<Record<string, string[]>> {
  const make = async (name: string, type: string, given: object): Promise<string> => {
    const { [name]: made } = await seller.data(
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
         ... on ${type} { id } ... on UserError { code } } }`,
      { input: { storeId, ...given } },
    );
    return made.id;
  };
  const contact = (name: string) =>
    make('addContact', 'Contact', { email: `${name}-contact@example.com`, tags: ['vip'] });
  const segment = (name: string) => make('createSegment', 'Segment', { name, query: 'tag:vip' });
  const [contactId, spareContact] = [await contact('attacked'), await contact('spare')];
  const [segmentId, spareSegment] = [await segment('Attacked'), await segment('Spare')];
  const query = ['orders >= 0'];
  return {
    'contact.id': [contactId],
    contactId: [contactId],
    'deleteContact.contactId': [spareContact],
    'segment.id': [segmentId],
    segmentId: [segmentId],
    'deleteSegment.segmentId': [spareSegment],
    'importContacts.csv': ['email\nimported-contact@example.com'],
    'checkSegment.query': query,
    'createSegment.query': query,
    'updateSegment.query': query,
  };
}
