import { shopFrontOf } from './store-keepers.ts';
import { Refused, type Visitor } from './visitor.ts';

/** People who left their address at the counter. */
const csv = `email,name,tags
amina.yusuf@example.com,Amina Yusuf,regular|espresso
brian.mutua@example.com,Brian Mutua,regular
cate.njoroge@example.com,Cate Njoroge,regular|office
daudi.kimani@example.com,Daudi Kimani,market
esther.wafula@example.com,Esther Wafula,market|espresso
`;

const segments = [
  { name: 'Regulars', query: 'tag:regular' },
  { name: 'Members of the club', query: 'source:claim or orders >= 3' },
];

/** Contacts of a store, and questions about them. */
export async function seedAudience(seller: Visitor): Promise<{ contacts: number; segments: number }> {
  const { id: storeId } = shopFrontOf('rift-valley-roasters');
  await seller.act('importContacts', 'ContactImport', 'added', { storeId, csv });
  for (const segment of segments) {
    await seller.act('createSegment', 'Segment', 'id', { storeId, ...segment }).catch((error: unknown) => {
      // An earlier run has made it.
      if (!(error instanceof Refused && error.code === 'SEGMENT_NAME_TAKEN')) throw error;
    });
  }
  return { contacts: csv.trim().split('\n').length - 1, segments: segments.length };
}
