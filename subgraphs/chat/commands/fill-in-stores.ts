import { newId } from '@soko/ids';
import type { ChatServices } from '../services.ts';
import { findWithoutKnownStore, saveStores } from '../store/fill-in-stores.ts';

/** As many products or orders as one request may ask for. */
const batch = 100;

/**
 * Job: asks products and orders for the stores of conversations that began before chat knew stores, so that their teams see
 * them. New conversations have their store from the beginning: later runs find nothing.
 */
export async function fillInStores({ pool, subjects }: Pick<ChatServices, 'pool' | 'subjects'>): Promise<void> {
  let found;
  do {
    found = await findWithoutKnownStore(pool, batch);
    for (const kind of ['PRODUCT', 'ORDER'] as const) {
      const ofKind = found.filter(({ subjectKind }) => subjectKind === kind);
      if (ofKind.length === 0) continue;
      const ids = ofKind.map(({ subjectId }) => subjectId);
      const stores = await subjects.storesOf(newId('req'), kind, ids);
      await saveStores(
        pool,
        ofKind.map(({ id }, index) => ({ id, storeId: stores[index] ?? null })),
      );
    }
  } while (found.length === batch);
}
